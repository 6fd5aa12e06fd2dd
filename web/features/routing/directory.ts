// Queues and loads as pages read them, live and by name.
import { computed } from 'vue'
import { useSession } from '@/features/access'
import type { Choice } from '@/shared/forms'
import { compareNames, localName } from '@/shared/i18n'
import { useTopic } from '@/shared/live'
import type { AgentLoad, Queue, QueueLoad } from './types'

export function useQueues() {
  const session = useSession()
  const topic = useTopic<Queue>('queues', { when: () => session.may('queues.view') })
  const ordered = computed(() => [...topic.list.value].sort((a, b) => compareNames(a.name, b.name)))
  return {
    ...topic,
    ordered,
    choicesOf: (channel: Queue['channel']): Choice[] => ordered.value.filter((queue) => queue.channel === channel).map((queue) => ({ value: queue.id, label: localName(queue) })),
    nameOf: (id: string | null | undefined) => {
      const queue = id ? topic.items.value.get(id) : undefined
      return queue ? localName(queue) : ''
    },
  }
}

export function useQueueLoads() {
  const session = useSession()
  return useTopic<QueueLoad>('queue_loads', { when: () => session.may('queues.view') })
}

// Who has nothing to do is not in it.
export function useAgentLoads() {
  const session = useSession()
  return useTopic<AgentLoad>('agent_loads', { when: () => session.may('agents.view') })
}
