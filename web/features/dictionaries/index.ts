// Dictionaries to other features: their entries as choices, and the feature's place in the console.
import { BookMarked } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { useEntries, useEntryChoices } from './entries'

export const dictionaries: Feature = {
  name: 'dictionaries',
  routes,
  nav: [{ name: 'dictionaries', title: 'dictionaries.title', icon: BookMarked, to: { name: 'dictionaries' }, group: 'content', order: 30, rights: ['content.view'], go: 'd' }],
  searches: [],
  actions: [],
}
