import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/service-levels',
    component: () => import('./pages/LevelsAndClocksPage.vue'),
    meta: { title: 'commitments.title', rights: ['commitments.view'], nav: 'service-levels' },
    children: [
      {
        path: '',
        name: 'service-levels',
        component: () => import('./pages/LevelsTab.vue'),
        children: [{ path: ':id(\\d+|new)', name: 'service-level', component: () => import('./pages/LevelPanel.vue') }],
      },
      {
        path: 'clocks',
        name: 'clocks',
        component: () => import('./pages/ClocksTab.vue'),
        children: [{ path: ':id(\\d+)', name: 'clock', component: () => import('./pages/ClockPanel.vue') }],
      },
    ],
  },
]
