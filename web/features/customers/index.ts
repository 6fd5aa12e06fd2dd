// Customers to other features: the place in the console and counts for the overview.
import { ContactRound, FileUp, SlidersHorizontal, UserRoundPlus } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { customersApi } from './api'
import { routes } from './routes'
import { mainIdentity } from './words'

export { customersApi, importsApi } from './api'
export { customerTabs } from './customer_tabs'
export { default as CustomerDetails } from './components/CustomerDetails.vue'
export { default as CustomerDrawer } from './components/CustomerDrawer.vue'
export { default as CustomerPicker } from './components/CustomerPicker.vue'
export type { Customer, CustomerFields, Identity, Import } from './types'
export { useTiers } from './tiers'
export { mainIdentity, stageTones } from './words'

export const customers: Feature = {
  name: 'customers',
  routes,
  nav: [
    { name: 'customers', title: 'customers.title', icon: ContactRound, to: { name: 'customers' }, group: 'work', order: 10, rights: ['customers.view'], go: 'c' },
    { name: 'customer-fields', title: 'customers.own_fields_title', icon: SlidersHorizontal, to: { name: 'customer-fields' }, group: 'system', order: 30, rights: ['customers.fields'], go: 'f' },
  ],
  searches: [
    {
      name: 'customers',
      title: 'customers.title',
      icon: ContactRound,
      rights: ['customers.view'],
      search: async (words, signal) => {
        const { items } = await customersApi.list({ q: words, limit: 6 }, signal)
        return items.map((customer) => ({
          id: customer.id,
          title: customer.name,
          detail: [mainIdentity(customer)?.value, ...customer.tags.slice(0, 2)].filter(Boolean).join(' · '),
          to: { name: 'customer', params: { id: customer.id } },
        }))
      },
    },
  ],
  actions: [
    { name: 'new-customer', title: 'customers.new', icon: UserRoundPlus, to: { name: 'customer-new' }, rights: ['customers.edit'] },
    { name: 'import-customers', title: 'customers.imports.title', icon: FileUp, to: { name: 'imports' }, rights: ['customers.import'] },
  ],
}
