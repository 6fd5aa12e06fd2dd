// Agents to the rest of the console: the control and the messages of the top bar, and the feature's places.
import { GraduationCap, Headset } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { default as AgentControl } from './components/AgentControl.vue'
export { default as AgentMessages } from './components/AgentMessages.vue'

export const agents: Feature = {
  name: 'agents',
  routes,
  nav: [
    { name: 'agents', title: 'agents.title', icon: Headset, to: { name: 'agents' }, group: 'work', order: 15, rights: ['agents.view'], go: 'e' },
    { name: 'skills', title: 'agents.skills.title', icon: GraduationCap, to: { name: 'skills' }, group: 'organisation', order: 23, rights: ['agents.view'], go: 'l' },
  ],
  searches: [],
  actions: [],
}
