// A list of what is to be done, which is live, and of what was done, which the server pages. The filter of the state
// says which of them is shown.
import { computed, type Ref } from 'vue'
import { Problem, type Page, type Query } from '@/shared/api'
import { usePagedList } from '@/shared/lists'
import { useTopic } from '@/shared/live'
import { asksForPast, fits, type OpenFilters } from './words'

interface Listed {
  id: string
  state: string
  centre_id: string
  queue_id: string
  agent_id: string | null
}

const nothing = { items: [], next: null, total: 0, total_exceeds: false }

export function useOpenList<T extends Listed>(topic: string, list: (query: Query, signal?: AbortSignal) => Promise<Page<T>>, filters: OpenFilters, newestFirst: boolean) {
  const live = useTopic<T>(topic)
  const isPast = computed(() => asksForPast(filters.state))
  const past = usePagedList<T>((query, signal) => (isPast.value ? list(query, signal) : Promise.resolve(nothing)), computed(() => ({ ...filters })) as Ref<Query>)
  const open = computed(() => {
    const found = live.list.value.filter((one) => fits(one as never, filters))
    return found.sort((a, b) => (newestFirst ? -1 : 1) * (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
  })
  const refused = computed(() => (live.refusal.value ? new Problem({ status: 403, ...live.refusal.value }) : null))
  const table = computed(() => ({
    ...past.table.value,
    isFlashing: live.isFlashing,
    ...(isPast.value ? {} : { rows: open.value, isLoading: !live.isReady.value && !refused.value, isLoadingMore: false, hasMore: false, total: open.value.length, totalExceeds: false, problem: refused.value }),
  }))
  return { isPast, table, reload: past.reload }
}
