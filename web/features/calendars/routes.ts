import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/calendars',
    name: 'calendars',
    component: () => import('./pages/CalendarsPage.vue'),
    meta: { title: 'calendars.title', rights: ['content.view'] },
    children: [
      { path: 'holidays', name: 'holidays', component: () => import('./pages/HolidaysDetail.vue') },
      { path: ':id(\\d+|new)', name: 'calendar', component: () => import('./pages/CalendarDetail.vue') },
    ],
  },
]
