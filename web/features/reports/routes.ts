import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/reports',
    name: 'reports',
    component: () => import('./pages/ReportsPage.vue'),
    meta: { title: 'report_pages.title', rights: ['reports.view'] },
  },
  {
    path: '/reports/:key([a-z_]+)',
    name: 'report',
    component: () => import('./pages/ReportPage.vue'),
    meta: { title: 'report_pages.title', rights: ['reports.view'], nav: 'reports' },
  },
  {
    path: '/overview',
    name: 'overview',
    component: () => import('./pages/OverviewPage.vue'),
    meta: { title: 'report_pages.overview.title', rights: ['reports.view+queues.view'] },
  },
  {
    path: '/wallboard',
    name: 'wallboard',
    component: () => import('./pages/WallboardPage.vue'),
    meta: { title: 'report_pages.wall.title', rights: ['reports.view+queues.view'], isBare: true },
  },
  {
    path: '/board-thresholds',
    name: 'board-thresholds',
    component: () => import('./pages/ThresholdsPage.vue'),
    meta: { title: 'report_pages.threshold.title', rights: ['reports.edit'] },
    children: [{ path: ':id(\\d+|new)', name: 'board-threshold', component: () => import('./pages/ThresholdPanel.vue') }],
  },
]
