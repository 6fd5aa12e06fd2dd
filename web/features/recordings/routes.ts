import type { RouteRecordRaw } from 'vue-router'

const meta = { title: 'recordings.title', rights: ['recordings.view'], nav: 'recordings' }

export const routes: RouteRecordRaw[] = [
  {
    path: '/recordings',
    name: 'recordings',
    component: () => import('./pages/RecordingsPage.vue'),
    meta,
    children: [{ path: ':id(\\d+)', name: 'recording', component: { render: () => null }, meta }],
  },
]
