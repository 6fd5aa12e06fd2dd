import type { RouteRecordRaw } from 'vue-router'

// Stands beside the board of agents, which belongs to those who know what agents have to do.
export const agentPanelRoute: RouteRecordRaw = { path: ':id(\\d+|new)', name: 'agent', component: () => import('./pages/AgentPanel.vue') }

export const routes: RouteRecordRaw[] = [
  {
    path: '/skills',
    name: 'skills',
    component: () => import('./pages/SkillsPage.vue'),
    meta: { title: 'agents.skills.title', rights: ['agents.view'] },
    children: [{ path: ':id(\\d+|new)', name: 'skill', component: () => import('./pages/SkillPanel.vue') }],
  },
]
