import type { RouteRecordRaw } from 'vue-router'

const meta = { title: 'recordings.title', rights: ['recordings.view'], nav: 'recordings' }

const retention = { title: 'recordings.retention.title', rights: ['recordings.retention'], nav: 'recording-retentions' }

export const routes: RouteRecordRaw[] = [
  {
    path: '/recordings',
    name: 'recordings',
    component: () => import('./pages/RecordingsPage.vue'),
    meta,
    children: [{ path: ':id(\\d+)', name: 'recording', component: { render: () => null }, meta }],
  },
  {
    path: '/recording-retentions',
    name: 'recording-retentions',
    component: () => import('./pages/RetentionPage.vue'),
    meta: retention,
    children: [{ path: ':id(\\d+|new)', name: 'recording-retention', component: () => import('./pages/RetentionPanel.vue'), meta: retention }],
  },
]
