import type { RouteComponent, RouteRecordRaw } from 'vue-router'

type Load = () => Promise<RouteComponent>
// A tab, whose rows open beside it.
const tab = (path: string, name: string, one: string, right: string, list: Load, panel: Load): RouteRecordRaw => ({
  path,
  name,
  component: list,
  meta: { rights: [right] },
  children: [{ path: ':id(\\d+|new)', name: one, component: panel, meta: { rights: [right] } }],
})

export const routes: RouteRecordRaw[] = [
  {
    path: '/lines',
    component: () => import('./pages/LinesPage.vue'),
    meta: { title: 'lines.title', rights: ['trunks.view', 'numbers.view', 'phones.view', 'callers.view'], nav: 'lines' },
    children: [
      { path: '', name: 'lines', component: () => import('./pages/FirstTab.vue') },
      tab('trunks', 'trunks', 'trunk', 'trunks.view', () => import('./pages/TrunksTab.vue'), () => import('./pages/TrunkPanel.vue')),
      tab('numbers', 'numbers', 'number', 'numbers.view', () => import('./pages/NumbersTab.vue'), () => import('./pages/NumberPanel.vue')),
      tab('ways-out', 'ways-out', 'way-out', 'trunks.view', () => import('./pages/WaysTab.vue'), () => import('./pages/WayPanel.vue')),
      tab('phones', 'phones', 'phone', 'phones.view', () => import('./pages/PhonesTab.vue'), () => import('./pages/PhonePanel.vue')),
      { path: 'relays', name: 'relays', component: () => import('./pages/RelaysTab.vue'), meta: { rights: ['trunks.view'] } },
      tab('callers', 'callers', 'caller-rule', 'callers.view', () => import('./pages/CallersTab.vue'), () => import('./pages/CallerPanel.vue')),
    ],
  },
]
