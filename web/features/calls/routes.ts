import type { RouteRecordRaw } from 'vue-router'

const calls = { title: 'calls.title', rights: ['calls.view'], nav: 'calls' }
const messages = { title: 'calls.messages.title', rights: ['agents.work'], nav: 'voicemails' }

export const routes: RouteRecordRaw[] = [
  { path: '/call-backs', name: 'call-backs', component: () => import('./pages/CallBacksPage.vue'), meta: { title: 'calls.backs.title', rights: ['agents.work'] } },
  {
    path: '/voicemails',
    name: 'voicemails',
    component: () => import('./pages/VoicemailsPage.vue'),
    meta: messages,
    children: [{ path: ':id(\\d+)', name: 'voicemail', component: () => import('./pages/VoicemailPanel.vue'), meta: messages }],
  },
  {
    path: '/calls',
    name: 'calls',
    component: () => import('./pages/CallsPage.vue'),
    meta: calls,
    children: [{ path: ':id(\\d+)', name: 'call', component: () => import('./pages/CallPanel.vue'), meta: calls }],
  },
]
