import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/chat-sites',
    name: 'chat-sites',
    component: () => import('./pages/SitesPage.vue'),
    meta: { title: 'sites.title', rights: ['sites.view'] },
    children: [{ path: ':id(\\d+|new)', name: 'chat-site', component: () => import('./pages/SitePanel.vue') }],
  },
  {
    path: '/canned-replies',
    name: 'canned-replies',
    component: () => import('./pages/RepliesPage.vue'),
    meta: { title: 'replies.title', rights: ['agents.work', 'replies.edit'] },
    children: [{ path: ':id(\\d+|new)', name: 'canned-reply', component: () => import('./pages/ReplyPanel.vue') }],
  },
]
