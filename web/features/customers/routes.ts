import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/customers',
    name: 'customers',
    component: () => import('./pages/CustomersPage.vue'),
    meta: { title: 'customers.title', rights: ['customers.view'] },
  },
  {
    path: '/customers/new',
    name: 'customer-new',
    component: () => import('./pages/CustomerEditPage.vue'),
    meta: { title: 'customers.new', rights: ['customers.edit'], nav: 'customers' },
  },
  {
    path: '/customers/:id(\\d+)',
    name: 'customer',
    component: () => import('./pages/CustomerPage.vue'),
    meta: { title: 'customers.file', rights: ['customers.view'], nav: 'customers' },
  },
  {
    path: '/customers/:id(\\d+)/edit',
    name: 'customer-edit',
    component: () => import('./pages/CustomerEditPage.vue'),
    meta: { title: 'customers.edit_title', rights: ['customers.edit'], nav: 'customers' },
  },
  {
    path: '/customers/:id(\\d+)/merge/:other(\\d+)?',
    name: 'customer-merge',
    component: () => import('./pages/MergePage.vue'),
    meta: { title: 'customers.merge.title', rights: ['customers.merge'], nav: 'customers' },
  },
  {
    path: '/customers/imports',
    name: 'imports',
    component: () => import('./pages/ImportsPage.vue'),
    meta: { title: 'customers.imports.title', rights: ['customers.import'], nav: 'customers' },
  },
  {
    path: '/customers/imports/:id(\\d+)',
    name: 'import',
    component: () => import('./pages/ImportPage.vue'),
    meta: { title: 'customers.imports.title', rights: ['customers.import'], nav: 'customers' },
  },
  {
    path: '/customers/fields',
    name: 'customer-fields',
    component: () => import('./pages/FieldsPage.vue'),
    meta: { title: 'customers.own_fields_title', rights: ['customers.fields'] },
    children: [{ path: ':id(\\d+|new)', name: 'customer-field', component: () => import('./pages/FieldPanel.vue') }],
  },
]
