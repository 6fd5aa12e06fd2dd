import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/chats',
    name: 'chats',
    component: () => import('./pages/ChatsPage.vue'),
    meta: { title: 'chats.title', rights: ['chats.view'] },
    children: [{ path: ':id(\\d+)', name: 'chat', component: () => import('./pages/ChatPanel.vue') }],
  },
]
