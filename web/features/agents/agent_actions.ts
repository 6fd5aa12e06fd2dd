// What a supervisor does with agents: put them into a state, tell them something.
import { LogOut, MessageSquareText, Pause, Play } from '@lucide/vue'
import { ref, shallowRef } from 'vue'
import { useSession } from '@/features/access'
import { useText } from '@/shared/i18n'
import type { RowAction } from '@/shared/lists'
import { confirms } from '@/shared/ui/confirmations'
import { toast } from '@/shared/ui/toasts'
import { agentsApi } from './api'
import type { AgentState, State } from './types'
import type { AgentRow } from './words'

export function useAgentActions() {
  const { t } = useText()
  const session = useSession()
  const pausing = shallowRef<AgentState | null>(null) // who is asked a reason for
  const addressees = ref<string[] | null>(null) // who is written to; null: nobody is

  async function force(agent: AgentState, state: State, reason: string | null = null): Promise<void> {
    try {
      await agentsApi.force(agent.id, state, reason)
      toast.done(t(`agents.forced.${state}`, { name: agent.name }))
    } catch (thrown) {
      toast.failed(thrown)
    }
  }
  async function signOut(agent: AgentState): Promise<void> {
    const isSure = await confirms({
      title: t('agents.force.sign_out_title', { name: agent.name }),
      text: t('agents.force.sign_out_text'),
      confirm: t('agents.force.signed_out'),
      danger: true,
    })
    if (isSure) await force(agent, 'signed_out')
  }

  function actionsFor({ agent, state }: AgentRow): RowAction[] {
    if (!session.may('agents.control') || !agent.active) return []
    const actions: RowAction[] = [{ key: 'tell', label: t('agents.message.send'), icon: MessageSquareText, run: () => (addressees.value = [agent.id]) }]
    if (!state || state.state === 'signed_out') return actions
    if (state.state !== 'ready') actions.push({ key: 'ready', label: t('agents.force.ready'), icon: Play, divided: true, run: () => force(state, 'ready') })
    actions.push({ key: 'not_ready', label: t('agents.force.not_ready'), icon: Pause, divided: state.state === 'ready', run: () => (pausing.value = state) })
    actions.push({ key: 'sign_out', label: t('agents.force.signed_out'), icon: LogOut, danger: true, run: () => signOut(state) })
    return actions
  }

  return { actionsFor, force, pausing, addressees }
}
