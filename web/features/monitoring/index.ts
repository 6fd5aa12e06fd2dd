// Monitoring to the rest of the console: the bell of open alarms, and the feature's places.
import { Activity, BellRing } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { default as AlarmBell } from './components/AlarmBell.vue'

export const monitoring: Feature = {
  name: 'monitoring',
  routes,
  nav: [{ name: 'monitoring', title: 'monitoring.title', icon: Activity, to: { name: 'alarms' }, group: 'system', order: 39, rights: ['monitoring.view'], go: 'j' }],
  searches: [],
  actions: [{ name: 'new-notice-channel', title: 'monitoring.channel.new', icon: BellRing, to: { name: 'notice-channel', params: { id: 'new' } }, rights: ['monitoring.edit'] }],
}
