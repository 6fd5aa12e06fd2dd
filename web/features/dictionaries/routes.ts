import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/dictionaries',
    name: 'dictionaries',
    component: () => import('./pages/DictionariesPage.vue'),
    meta: { title: 'dictionaries.title', rights: ['content.view'] },
    children: [
      {
        path: ':key([a-z0-9_]+)',
        name: 'dictionary',
        component: () => import('./pages/DictionaryDetail.vue'),
        children: [{ path: ':id(\\d+|new)', name: 'dictionary-entry', component: () => import('./pages/EntryPanel.vue') }],
      },
    ],
  },
]
