// Contacts to the rest of the console: the record, the timeline of a customer, and the feature's places.
import { History } from '@lucide/vue'
import { defineAsyncComponent } from 'vue'
import { customerTabs } from '@/features/customers'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { lastContacts } from './api'
export { default as ContactTimeline } from './components/ContactTimeline.vue'
export { contactsApi } from './api'
export { default as SegmentBar } from './components/SegmentBar.vue'
export { default as RecordForm } from './components/RecordForm.vue'
export type { Contact, Segment } from './types'

customerTabs.push({ value: 'contacts', title: 'contacts.timeline', rights: ['contacts.view'], component: defineAsyncComponent(() => import('./components/ContactTimeline.vue')) })

export const contacts: Feature = {
  name: 'contacts',
  routes,
  nav: [{ name: 'contacts', title: 'contacts.title', icon: History, to: { name: 'contacts' }, group: 'work', order: 13, rights: ['contacts.view'], go: 'i' }],
  searches: [],
  actions: [],
}
