// Calls that were, callers who are to be called, messages that were left: the feature's places.
import { PhoneOutgoing, ScrollText, Voicemail } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { queuePanels } from '@/features/routing'
import { routes } from './routes'

queuePanels.push({ path: ':id(\\d+)/voice', name: 'queue-voice', component: () => import('./pages/QueueVoicePanel.vue') })

export const calls: Feature = {
  name: 'calls',
  routes,
  nav: [
    { name: 'call-backs', title: 'calls.backs.title', icon: PhoneOutgoing, to: { name: 'call-backs' }, group: 'work', order: 11, rights: ['agents.work'] },
    { name: 'voicemails', title: 'calls.messages.title', icon: Voicemail, to: { name: 'voicemails' }, group: 'work', order: 11.5, rights: ['agents.work'] },
    { name: 'calls', title: 'calls.title', icon: ScrollText, to: { name: 'calls' }, group: 'work', order: 13.2, rights: ['calls.view'] },
  ],
  searches: [],
  actions: [],
}
