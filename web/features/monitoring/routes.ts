import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/monitoring',
    component: () => import('./pages/MonitoringPage.vue'),
    meta: { title: 'monitoring.title', rights: ['monitoring.view'], nav: 'monitoring' },
    children: [
      {
        path: '',
        name: 'alarms',
        component: () => import('./pages/AlarmsTab.vue'),
        children: [{ path: 'alarms/:id(\\d+)', name: 'alarm', component: () => import('./pages/AlarmPanel.vue') }],
      },
      {
        path: 'past',
        name: 'past-alarms',
        component: () => import('./pages/PastAlarmsTab.vue'),
        children: [{ path: ':id(\\d+)', name: 'past-alarm', component: () => import('./pages/AlarmPanel.vue') }],
      },
      {
        path: 'health',
        name: 'health',
        component: () => import('./pages/HealthTab.vue'),
        children: [{ path: ':node(\\d+)/:probe([a-z_]+)', name: 'probe', component: () => import('./pages/ProbePanel.vue') }],
      },
      {
        path: 'thresholds',
        name: 'thresholds',
        component: () => import('./pages/ThresholdsTab.vue'),
        children: [{ path: ':id(\\d+)', name: 'threshold', component: () => import('./pages/ThresholdPanel.vue') }],
      },
      {
        path: 'channels',
        name: 'notice-channels',
        component: () => import('./pages/ChannelsTab.vue'),
        meta: { rights: ['monitoring.edit'] },
        children: [{ path: ':id(\\d+|new)', name: 'notice-channel', component: () => import('./pages/ChannelPanel.vue') }],
      },
    ],
  },
]
