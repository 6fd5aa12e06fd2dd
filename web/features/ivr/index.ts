// Voice flows to the rest of the console: what callers hear and press, the prompts, emergencies.
import { AudioLines, Siren, Workflow } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { soundOf } from './api'
export { useFlows, usePrompts } from './directory'
export { useSound } from './sound'
export type { FlowSummary } from './types'

export const ivr: Feature = {
  name: 'ivr',
  routes,
  nav: [
    { name: 'voice-flows', title: 'ivr.title', icon: Workflow, to: { name: 'voice-flows' }, group: 'content', order: 35, rights: ['flows.view'] },
    { name: 'voice-prompts', title: 'ivr.prompts.title', icon: AudioLines, to: { name: 'voice-prompts' }, group: 'content', order: 36, rights: ['flows.view'] },
    { name: 'voice-settings', title: 'ivr.settings.title', icon: Siren, to: { name: 'voice-settings' }, group: 'system', order: 33, rights: ['flows.view'] },
  ],
  searches: [],
  actions: [{ name: 'new-voice-flow', title: 'ivr.new', icon: Workflow, to: { name: 'new-voice-flow' }, rights: ['flows.edit'] }],
}
