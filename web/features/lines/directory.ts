// Lines as pages read them, live and by name.
import { computed, type ComputedRef, type ShallowRef } from 'vue'
import { useSession } from '@/features/access'
import { compareNames, localName } from '@/shared/i18n'
import { useTopic } from '@/shared/live'
import type { CallerRule, OurNumber, Phone, PhoneState, Trunk, TrunkState, WayOut } from './types'

const byName = <T extends { name: string }>(list: ShallowRef<readonly T[]> | ComputedRef<readonly T[]>) => computed(() => [...list.value].sort((a, b) => compareNames(a.name, b.name)))

export function useTrunks() {
  const session = useSession()
  const topic = useTopic<Trunk>('trunks', { when: () => session.may('trunks.view') })
  const states = useTopic<TrunkState>('trunk_states', { when: () => session.may('trunks.view') })
  return {
    ...topic,
    ordered: computed(() => [...topic.list.value].sort((a, b) => a.position - b.position || compareNames(a.name, b.name))),
    nameOf: (id: string) => topic.items.value.get(id)?.name ?? '',
    statesOf: (id: string) => states.list.value.filter((state) => state.trunk_id === id),
  }
}

export function useNumbers() {
  const session = useSession()
  const topic = useTopic<OurNumber>('numbers', { when: () => session.may('numbers.view') })
  return { ...topic, ordered: byName(topic.list) }
}

export function useWays() {
  const session = useSession()
  const topic = useTopic<WayOut>('ways_out', { when: () => session.may('trunks.view') })
  return { ...topic, ordered: byName(topic.list) }
}

export function usePhones() {
  const session = useSession()
  const topic = useTopic<Phone>('phones', { when: () => session.may('phones.view') })
  const states = useTopic<PhoneState>('phone_states', { when: () => session.may('phones.view') })
  return {
    ...topic,
    ordered: byName(topic.list),
    // Where it is signed in, else where it last was.
    stateOf: (id: string) => {
      const known = states.list.value.filter((state) => state.phone_id === id)
      return known.find((state) => state.signed_in) ?? known[0]
    },
  }
}

// Newest first.
export function useCallerRules() {
  const session = useSession()
  const topic = useTopic<CallerRule>('caller_rules', { when: () => session.may('callers.view') })
  return { ...topic, ordered: computed(() => [...topic.list.value].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))) }
}

// Through which callers are led.
export function useFlows() {
  const session = useSession()
  const topic = useTopic<{ id: string; name: string; name_en: string }>('ivr_flows', { when: () => session.may('flows.view') })
  return {
    ...topic,
    nameOf: (id: string | null | undefined) => {
      const flow = id ? topic.items.value.get(id) : undefined
      return flow ? localName(flow) : ''
    },
  }
}
