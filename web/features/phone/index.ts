// One's own phone: the feature's places.
import { Headphones } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { default as PhoneBar } from './components/PhoneBar.vue'

export const phone: Feature = {
  name: 'phone',
  routes,
  nav: [{ name: 'my-phone', title: 'phone.title', icon: Headphones, to: { name: 'my-phone' }, group: 'work', order: 16, rights: ['agents.work'] }],
  searches: [],
  actions: [],
}
