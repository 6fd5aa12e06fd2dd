import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/agents',
    name: 'agents',
    component: () => import('./pages/AgentsPage.vue'),
    meta: { title: 'agents.title', rights: ['agents.view'] },
    children: [{ path: ':id(\\d+|new)', name: 'agent', component: () => import('./pages/AgentPanel.vue') }],
  },
  {
    path: '/skills',
    name: 'skills',
    component: () => import('./pages/SkillsPage.vue'),
    meta: { title: 'agents.skills.title', rights: ['agents.view'] },
    children: [{ path: ':id(\\d+|new)', name: 'skill', component: () => import('./pages/SkillPanel.vue') }],
  },
]
