// Figures of queues and thresholds as boards read them, live; and what time it is for the server, by which waits run.
import { computed, onScopeDispose, ref } from 'vue'
import { useSession } from '@/features/access'
import { useQueues } from '@/features/routing'
import { useSeconds } from '@/shared/clock'
import { useTopic } from '@/shared/live'
import { noFigures } from './board'
import type { QueueFigures, Threshold } from './types'

export function useThresholds() {
  const session = useSession()
  return useTopic<Threshold>('board_thresholds', { when: () => session.may('reports.view') })
}

// Every active queue with its figures, also those in which nothing happened.
export function useQueueBoard() {
  const session = useSession()
  const queues = useQueues()
  const figures = useTopic<QueueFigures>('queue_figures', { when: () => session.may('reports.view') })
  const rows = computed(() => queues.ordered.value.filter((queue) => queue.active).map((queue) => ({ id: queue.id, queue, figures: figures.items.value.get(queue.id) ?? noFigures(queue) })))
  return { queues, figures, rows }
}
export type BoardRow = ReturnType<typeof useQueueBoard>['rows']['value'][number]

const NOTICED_MS = 1500 // the server tells whole seconds
const ASKED_EVERY_MS = 300_000
export function useServerSeconds() {
  const own = useSeconds()
  const ahead = ref(0)
  async function compare(): Promise<void> {
    try {
      const asked = Date.now()
      // By HEAD: an answer whose body nobody reads would hold its connection open.
      const { headers } = await fetch('/healthz', { method: 'HEAD', cache: 'no-store' })
      const told = Date.parse(headers.get('date') ?? '')
      const difference = told + 500 - (asked + Date.now()) / 2
      ahead.value = Number.isFinite(difference) && Math.abs(difference) > NOTICED_MS ? difference : 0
    } catch {
      // The clock of the browser is good enough until the server is back.
    }
  }
  void compare()
  const timer = setInterval(compare, ASKED_EVERY_MS)
  onScopeDispose(() => clearInterval(timer))
  return computed(() => own.value + ahead.value)
}
