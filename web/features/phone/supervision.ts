// How a supervisor takes part in a call, and what one does about those that go on.
import { CircleX, Ear, Megaphone, MessageCircle, UserRoundCheck } from '@lucide/vue'
import { computed } from 'vue'
import { useSession } from '@/features/access'
import { useText } from '@/shared/i18n'
import type { RowAction } from '@/shared/lists'
import { useTopic } from '@/shared/live'
import { confirms } from '@/shared/ui/confirmations'
import { toast } from '@/shared/ui/toasts'
import { callsApi, type Call, type PhoneLine, type Supervision } from './api'
import { useBusy } from './busy'
import { ownParty } from './calls'
import { isLineWanted } from './line_wish'
import { useOwnCalls } from './own_calls'

// From the quietest on.
export const supervisions: readonly Supervision[] = ['listen', 'whisper', 'barge']
const icons = { listen: Ear, whisper: MessageCircle, barge: Megaphone }
const LINE_TRIES = 40
const TRY_MS = 250

export function useSupervision() {
  const { t } = useText()
  const session = useSession()
  const { me, talking } = useOwnCalls()
  const line = useTopic<PhoneLine>('my_phone_line', { when: () => session.may('calls.supervise') })
  const own = computed(() => line.list.value[0])
  const { isBusy, run } = useBusy()

  // Who listens without being an agent gets a line of the browser for it; the microphone is asked for then.
  async function connected(): Promise<void> {
    isLineWanted.value = true
    for (let left = LINE_TRIES; left > 0 && !own.value?.connected; left--) await new Promise((done) => setTimeout(done, TRY_MS))
  }
  const supervise = (call: Call, mode: Supervision) =>
    run(async () => {
      await connected()
      await callsApi.supervise(call.id, mode)
    })
  async function takeOver(call: Call): Promise<void> {
    if (!(await confirms({ title: t('phone.live.take_over_title'), text: t('phone.live.take_over_text'), confirm: t('phone.live.take_over') }))) return
    await run(async () => {
      await connected()
      await callsApi.takeOver(call.id)
    })
  }
  async function cut(call: Call): Promise<void> {
    if (!(await confirms({ title: t('phone.live.cut_title'), text: t('phone.live.cut_text'), confirm: t('phone.live.cut'), danger: true }))) return
    await run(async () => {
      await callsApi.cut(call.id)
      toast.done(t('phone.live.cut_done'))
    })
  }

  // Nothing for one's own calls: these have their buttons in the bar.
  function actionsFor(call: Call): RowAction[] {
    if (!session.may('calls.supervise')) return []
    const role = ownParty(call, me.value)?.role
    if (role && role !== 'supervisor') return []
    const isElsewhere = talking.value !== undefined && talking.value.id !== call.id
    const canListen = (call.state === 'talking' || call.state === 'dialling') && !isElsewhere
    const actions: RowAction[] = supervisions.map((mode) => ({ key: mode, label: t(`phone.supervision.${mode}`), icon: icons[mode], disabled: !canListen || isBusy.value, run: () => supervise(call, mode) }))
    if (session.may('agents.work')) actions.push({ key: 'take_over', label: t('phone.live.take_over'), icon: UserRoundCheck, divided: true, disabled: call.state !== 'talking' || call.work_item_id === null || isElsewhere, run: () => takeOver(call) })
    actions.push({ key: 'cut', label: t('phone.live.cut'), icon: CircleX, danger: true, divided: true, run: () => cut(call) })
    return actions
  }
  return { actionsFor, takeOver }
}
