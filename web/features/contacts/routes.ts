import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/contacts',
    name: 'contacts',
    component: () => import('./pages/ContactsPage.vue'),
    meta: { title: 'contacts.title', rights: ['contacts.view'] },
  },
  {
    path: '/contacts/:id(\\d+)',
    name: 'contact',
    component: () => import('./pages/ContactPage.vue'),
    meta: { title: 'contacts.one', rights: ['contacts.view'], nav: 'contacts' },
  },
]
