// Distribution to the rest of the console: queues, and the board of those who take what waits in them.
import { Headset, ListTree, ListPlus } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { isOver } from './board'
export { useQueues } from './directory'
export { queuePanels } from './routes'
export { useQueueTitles } from './queue_titles'

export const routing: Feature = {
  name: 'routing',
  routes,
  nav: [
    { name: 'agents', title: 'routing.board.title', icon: Headset, to: { name: 'agents' }, group: 'work', order: 15, rights: ['agents.view'], go: 'e' },
    { name: 'queues', title: 'routing.title', icon: ListTree, to: { name: 'queues' }, group: 'organisation', order: 24, rights: ['queues.view'], go: 'q' },
  ],
  searches: [],
  actions: [{ name: 'new-queue', title: 'routing.new', icon: ListPlus, to: { name: 'queue', params: { id: 'new' } }, rights: ['queues.edit'] }],
}
