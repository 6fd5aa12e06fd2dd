// Agents to the rest of the console: the control and the messages of the top bar, what boards show of agents and do
// with them, and the feature's places.
import { GraduationCap } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { useAgentActions } from './agent_actions'
export { ownApi } from './api'
export { default as AgentControl } from './components/AgentControl.vue'
export { default as AgentMessages } from './components/AgentMessages.vue'
export { default as MessageDialog } from './components/MessageDialog.vue'
export { default as PauseDialog } from './components/PauseDialog.vue'
export { default as SkillsEditor } from './components/SkillsEditor.vue'
export { default as StateBadge } from './components/StateBadge.vue'
export { useAgents, useReasons, useSkills, useStates } from './directory'
export { beforeReady, goReady } from './readiness'
export { agentPanelRoute } from './routes'
export { channels, type Agent, type AgentState, type State } from './types'
export { iconOf, isAway, mostAtOnce, toneOf, type AgentRow } from './words'

export const agents: Feature = {
  name: 'agents',
  routes,
  nav: [{ name: 'skills', title: 'agents.skills.title', icon: GraduationCap, to: { name: 'skills' }, group: 'organisation', order: 23, rights: ['agents.view'], go: 'l' }],
  searches: [],
  actions: [],
}
