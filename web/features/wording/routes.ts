import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/wording',
    name: 'wording',
    component: () => import('./pages/RulesPage.vue'),
    meta: { title: 'wording.title', rights: ['content.view'] },
    children: [{ path: ':id(\\d+|new)', name: 'language-rule', component: () => import('./pages/RulePanel.vue') }],
  },
  {
    path: '/wording/try',
    name: 'wording-try',
    component: () => import('./pages/TryPage.vue'),
    meta: { title: 'wording.try.title', rights: ['content.view'], nav: 'wording' },
  },
]
