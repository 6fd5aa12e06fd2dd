// The agent's workspace to the console: its page, what calls the agent on every page, and what signing out asks.
import { Headphones } from '@lucide/vue'
import { ownApi } from '@/features/agents'
import type { Feature } from '@/shared/navigation/feature'

export { default as WorkWatch } from './components/WorkWatch.vue'
export { mayLeaveDesk } from './leaving'

export const agentWorkspace: Feature = {
  name: 'agent-workspace',
  routes: [
    {
      path: '/workspace',
      name: 'workspace',
      component: () => import('./pages/WorkspacePage.vue'),
      meta: { title: 'workspace.title', rights: ['agents.work', 'chats.supervise'] },
    },
  ],
  nav: [{ name: 'workspace', title: 'workspace.title', icon: Headphones, to: { name: 'workspace' }, group: 'work', order: 5, rights: ['agents.work', 'chats.supervise'], go: 'm' }],
  searches: [],
  actions: [],
}

// Whether the one who signed in works here first of all: has the right to, and a profile as an agent.
export async function isAgent(may: (right: string) => boolean): Promise<boolean> {
  if (!may('agents.work')) return false
  return ownApi.profile().then(
    (profile) => profile !== null,
    () => false,
  )
}
