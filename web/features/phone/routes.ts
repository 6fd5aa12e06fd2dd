import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/my-phone', name: 'my-phone', component: () => import('./pages/MyPhonePage.vue'), meta: { title: 'phone.title', rights: ['agents.work'], nav: 'my-phone' } },
  {
    path: '/live-calls',
    name: 'live-calls',
    component: () => import('./pages/LiveCallsPage.vue'),
    meta: { title: 'phone.live.title', rights: ['calls.supervise'], nav: 'live-calls' },
    children: [{ path: ':id(\\d+)', name: 'live-call', component: () => import('./pages/LiveCallPanel.vue'), meta: { rights: ['calls.supervise'] } }],
  },
]
