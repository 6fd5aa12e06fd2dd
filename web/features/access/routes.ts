import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./pages/SignInPage.vue'),
    meta: { title: 'access.sign_in.title', isPublic: true, isBare: true },
  },
  { path: '/password', name: 'password', component: () => import('./pages/PasswordPage.vue'), meta: { title: 'access.password.title', isBare: true } },
  { path: '/profile', name: 'profile', component: () => import('./pages/ProfilePage.vue'), meta: { title: 'access.profile.title' } },
  {
    path: '/organisation',
    name: 'organisation',
    component: () => import('./pages/OrganisationPage.vue'),
    meta: { title: 'access.organisation.title', rights: ['organisation.view', 'centres.view'] },
    children: [{ path: ':kind(centre|department|team)/:id', name: 'organisation-node', component: () => import('./pages/OrganisationNode.vue') }],
  },
  {
    path: '/people',
    name: 'people',
    component: () => import('./pages/PeoplePage.vue'),
    meta: { title: 'access.people.title', rights: ['people.view'] },
    children: [{ path: ':id(\\d+|new)', name: 'person', component: () => import('./pages/PersonPanel.vue') }],
  },
  {
    path: '/roles',
    name: 'roles',
    component: () => import('./pages/RolesPage.vue'),
    meta: { title: 'access.roles.title', rights: ['roles.view'] },
    children: [{ path: ':id(\\d+|new)', name: 'role', component: () => import('./pages/RoleDetail.vue') }],
  },
  {
    path: '/api-keys',
    name: 'api-keys',
    component: () => import('./pages/ApiKeysPage.vue'),
    meta: { title: 'access.api_keys.title', rights: ['api_keys.edit'] },
    children: [{ path: ':id(\\d+|new)', name: 'api-key', component: () => import('./pages/ApiKeyPanel.vue') }],
  },
  { path: '/sign-in-rules', name: 'policy', component: () => import('./pages/PolicyPage.vue'), meta: { title: 'access.policy.title', rights: ['policy.edit'] } },
  { path: '/audit', name: 'audit', component: () => import('./pages/AuditPage.vue'), meta: { title: 'access.audit.title', rights: ['audit.view'] } },
]
