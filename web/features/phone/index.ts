// One's own phone: the feature's places.
import { Ear, Headphones } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { callerWords, chosenOf, qualityWords } from './calls'
export { default as CallStrip } from './components/CallStrip.vue'
export { default as QualityMark } from './components/QualityMark.vue'
export { default as PhoneBar } from './components/PhoneBar.vue'
export { useOwnCalls } from './own_calls'

export const phone: Feature = {
  name: 'phone',
  routes,
  nav: [
    { name: 'my-phone', title: 'phone.title', icon: Headphones, to: { name: 'my-phone' }, group: 'work', order: 16, rights: ['agents.work'] },
    { name: 'live-calls', title: 'phone.live.title', icon: Ear, to: { name: 'live-calls' }, group: 'work', order: 15, rights: ['calls.supervise'] },
  ],
  searches: [],
  actions: [],
}
