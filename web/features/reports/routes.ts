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
]
