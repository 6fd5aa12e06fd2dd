import type { RouteRecordRaw } from 'vue-router'
import { agentPanelRoute } from '@/features/agents'

// Panels that other features open beside the list of queues.
export const queuePanels: RouteRecordRaw[] = [
  { path: ':id(\\d+|new)', name: 'queue', component: () => import('./pages/QueuePanel.vue') },
  { path: ':id(\\d+)/trial', name: 'queue-trial', component: () => import('./pages/TrialPanel.vue') },
]

export const routes: RouteRecordRaw[] = [
  {
    path: '/agents',
    name: 'agents',
    component: () => import('./pages/BoardPage.vue'),
    meta: { title: 'routing.board.title', rights: ['agents.view'] },
    children: [agentPanelRoute],
  },
  {
    path: '/queues',
    name: 'queues',
    component: () => import('./pages/QueuesPage.vue'),
    meta: { title: 'routing.title', rights: ['queues.view'] },
    children: queuePanels,
  },
]
