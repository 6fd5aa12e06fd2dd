// By what the centre is reached and calls out: the feature's places.
import { PhoneCall, PhoneOff } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { useTrunks } from './directory'

export const lines: Feature = {
  name: 'lines',
  routes,
  nav: [{ name: 'lines', title: 'lines.title', icon: PhoneCall, to: { name: 'lines' }, group: 'system', order: 38, rights: ['trunks.view', 'numbers.view', 'phones.view', 'callers.view'] }],
  searches: [],
  actions: [{ name: 'new-caller-rule', title: 'lines.callers.new', icon: PhoneOff, to: { name: 'caller-rule', params: { id: 'new' } }, rights: ['callers.edit'] }],
}
