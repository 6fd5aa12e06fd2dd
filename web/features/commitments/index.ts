// What is promised, and the clocks of it: the feature's places.
import { AlarmClockPlus, Timer } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export const commitments: Feature = {
  name: 'commitments',
  routes,
  nav: [{ name: 'service-levels', title: 'commitments.title', icon: Timer, to: { name: 'service-levels' }, group: 'organisation', order: 25, rights: ['commitments.view'], go: 'u' }],
  searches: [],
  actions: [
    { name: 'new-service-level', title: 'commitments.new', icon: AlarmClockPlus, to: { name: 'service-level', params: { id: 'new' } }, rights: ['commitments.edit'] },
    { name: 'clocks', title: 'commitments.clocks.title', icon: Timer, to: { name: 'clocks' }, rights: ['commitments.view'] },
  ],
}
