// Service levels and clocks as pages read them, live and by name.
import { computed } from 'vue'
import { useSession } from '@/features/access'
import type { Calendar } from '@/features/calendars'
import { compareNames, localName } from '@/shared/i18n'
import { useTopic } from '@/shared/live'
import { bySoonest } from './clocks'
import type { Commitment, ServiceLevel } from './types'

export function useLevels() {
  const topic = useTopic<ServiceLevel>('service_levels')
  return {
    ...topic,
    ordered: computed(() => [...topic.list.value].sort((a, b) => compareNames(a.name, b.name))),
    nameOf: (id: string) => {
      const level = topic.items.value.get(id)
      return level ? localName(level) : ''
    },
  }
}

// Those that have not stopped.
export function useClocks() {
  const topic = useTopic<Commitment>('commitments')
  return { ...topic, ordered: computed(() => [...topic.list.value].sort(bySoonest)) }
}

export function useCalendars() {
  const session = useSession()
  const topic = useTopic<Calendar>('calendars', { when: () => session.may('content.view') })
  return {
    ...topic,
    nameOf: (id: string | null) => {
      const found = id ? topic.items.value.get(id) : undefined
      return found ? localName(found) : ''
    },
  }
}
