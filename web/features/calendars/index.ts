// Calendars to other features: their place in the console.
import { CalendarClock, CalendarHeart, CalendarPlus } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export type { Calendar } from './types'

export const calendars: Feature = {
  name: 'calendars',
  routes,
  nav: [{ name: 'calendars', title: 'calendars.title', icon: CalendarClock, to: { name: 'calendars' }, group: 'content', order: 31, rights: ['content.view'], go: 't' }],
  searches: [],
  actions: [
    { name: 'new-calendar', title: 'calendars.new', icon: CalendarPlus, to: { name: 'calendar', params: { id: 'new' } }, rights: ['content.edit'] },
    { name: 'holidays', title: 'calendars.holidays.title', icon: CalendarHeart, to: { name: 'holidays' }, rights: ['content.view'] },
  ],
}
