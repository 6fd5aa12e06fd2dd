import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/my-phone', name: 'my-phone', component: () => import('./pages/MyPhonePage.vue'), meta: { title: 'phone.title', rights: ['agents.work'], nav: 'my-phone' } }]
