// The calls of the one who is signed in, as the live feed tells them.
import { computed } from 'vue'
import { useSession } from '@/features/access'
import { useTopic } from '@/shared/live'
import type { Call } from './api'
import { isRinging, ownParty } from './calls'

export function useOwnCalls() {
  const session = useSession()
  const me = computed(() => session.current?.person_id ?? '')
  const topic = useTopic<Call>('my_calls', { when: () => session.mayAny(['agents.work', 'calls.supervise']) })
  const current = computed(() => topic.list.value.filter((call) => call.state !== 'ended' && ownParty(call, me.value)))
  const ringing = computed(() => current.value.find((call) => isRinging(call, me.value)))
  const talking = computed(() => current.value.find((call) => !isRinging(call, me.value)))
  return { me, calls: topic.list, ringing, talking }
}
