// Flows and prompts as pages read them, live and by name.
import { computed } from 'vue'
import { useSession } from '@/features/access'
import type { Choice } from '@/shared/forms'
import { compareNames, localName } from '@/shared/i18n'
import { useTopic } from '@/shared/live'
import type { FlowSummary, Prompt } from './types'

export function useFlows() {
  const session = useSession()
  const topic = useTopic<FlowSummary>('ivr_flows', { when: () => session.may('flows.view') })
  const ordered = computed(() => [...topic.list.value].sort((a, b) => compareNames(a.name, b.name)))
  return {
    ...topic,
    ordered,
    choices: computed<Choice[]>(() => ordered.value.filter((flow) => flow.published > 0).map((flow) => ({ value: flow.id, label: localName(flow) }))),
    nameOf: (id: string | null | undefined) => {
      const flow = id ? topic.items.value.get(id) : undefined
      return flow ? localName(flow) : ''
    },
  }
}

export function usePrompts() {
  const session = useSession()
  const topic = useTopic<Prompt>('ivr_prompts', { when: () => session.may('flows.view') })
  const ordered = computed(() => [...topic.list.value].sort((a, b) => compareNames(a.name, b.name)))
  return {
    ...topic,
    ordered,
    choices: computed<Choice[]>(() => ordered.value.map((prompt) => ({ value: prompt.id, label: prompt.name }))),
    nameOf: (id: string | null | undefined) => (id ? (topic.items.value.get(id)?.name ?? '') : ''),
  }
}
