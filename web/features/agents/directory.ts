// Skills, agents and reasons as pages read them, live and by name.
import { computed } from 'vue'
import { useSession } from '@/features/access'
import { useEntries } from '@/features/dictionaries'
import type { Choice } from '@/shared/forms'
import { compareNames, localName } from '@/shared/i18n'
import { useTopic } from '@/shared/live'
import type { Agent, AgentState, Skill } from './types'

export function useSkills() {
  const session = useSession()
  const topic = useTopic<Skill>('skills', { when: () => session.may('agents.view') })
  const ordered = computed(() => [...topic.list.value].sort((a, b) => compareNames(a.name, b.name)))
  return {
    ...topic,
    ordered,
    nameOf: (id: string) => {
      const skill = topic.items.value.get(id)
      return skill ? localName(skill) : ''
    },
    choices: computed<Choice[]>(() => ordered.value.map((skill) => ({ value: skill.id, label: localName(skill), disabled: !skill.active }))),
  }
}

export function useAgents() {
  const session = useSession()
  return useTopic<Agent>('agents', { when: () => session.may('agents.view') })
}

export function useStates() {
  const session = useSession()
  return useTopic<AgentState>('agent_states', { when: () => session.may('agents.view') })
}

// Reasons for not ready. `own`: those that agents give themselves.
export function useReasons() {
  const entries = useEntries()
  const all = computed(() => entries.of('not_ready_reasons'))
  const byId = computed(() => new Map(all.value.map((entry) => [entry.id, entry])))
  const active = computed(() => all.value.filter((entry) => entry.active))
  const choice = (entry: (typeof all.value)[number]): Choice => ({ value: entry.id, label: localName(entry) })
  return {
    choices: computed<Choice[]>(() => active.value.map(choice)),
    own: computed<Choice[]>(() => active.value.filter((entry) => entry.attributes.supervisor_only !== 'true').map(choice)),
    nameOf: (id: string | null | undefined) => {
      const found = id ? byId.value.get(id) : undefined
      return found ? localName(found) : ''
    },
    // After how many minutes a supervisor wants to know; none: never.
    minutesOf: (id: string | null | undefined) => {
      const minutes = Number((id && byId.value.get(id)?.attributes.tell_after_minutes) || Number.NaN)
      return Number.isFinite(minutes) && minutes > 0 ? minutes : null
    },
  }
}
