// Chat sites, canned replies and the queues of chats as pages read them, live and by name.
import { computed } from 'vue'
import { useSession } from '@/features/access'
import type { Schema } from '@/shared/api'
import type { Choice } from '@/shared/forms'
import { compareNames, localName } from '@/shared/i18n'
import { useTopic } from '@/shared/live'
import { inOrder } from './replies'
import type { CannedReply, Site } from './types'

export function useSites() {
  const session = useSession()
  const topic = useTopic<Site>('chat_sites', { when: () => session.may('sites.view') })
  return { ...topic, ordered: computed(() => [...topic.list.value].sort((a, b) => compareNames(a.name, b.name))) }
}

export function useReplies() {
  const topic = useTopic<CannedReply>('canned_replies')
  return { ...topic, ordered: computed(() => inOrder(topic.list.value)) }
}

// A site leads into a queue of chats.
export function useChatQueues() {
  const session = useSession()
  const topic = useTopic<Schema<'Queue'>>('queues', { when: () => session.may('queues.view') })
  const choices = computed<Choice[]>(() => topic.list.value.filter((queue) => queue.channel === 'webchat').map((queue) => ({ value: queue.id, label: localName(queue), disabled: !queue.active })))
  return {
    choices,
    nameOf: (id: string) => {
      const queue = topic.items.value.get(id)
      return queue ? localName(queue) : ''
    },
  }
}
