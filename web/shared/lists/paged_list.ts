// A list that the server pages: the first page again whenever the question changes, further pages on demand.
// Answers to questions that are no longer asked are dropped.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { asProblem, isAbort, type Page, type Problem, type Query } from '@/shared/api'

export const PAGE_SIZE = 50

export type FetchPage<T> = (query: Query, signal: AbortSignal) => Promise<Page<T>>

export function usePagedList<T extends { id: string }>(fetchPage: FetchPage<T>, question: Ref<Query>, pageSize = PAGE_SIZE) {
  const items = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const total = ref(0)
  const totalExceeds = ref(false)
  const isLoading = ref(false)
  const isLoadingMore = ref(false)
  const hasLoaded = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let running = new AbortController()

  async function load(after: string | null): Promise<void> {
    running.abort()
    const call = (running = new AbortController())
    problem.value = null
    ;(after === null ? isLoading : isLoadingMore).value = true
    try {
      const page = await fetchPage({ ...question.value, limit: pageSize, after }, call.signal)
      if (call.signal.aborted) return
      items.value = after === null ? page.items : [...items.value, ...page.items]
      next.value = page.next
      total.value = page.total
      totalExceeds.value = page.total_exceeds
      hasLoaded.value = true
    } catch (thrown) {
      if (!isAbort(thrown) && !call.signal.aborted) problem.value = asProblem(thrown)
    } finally {
      if (running === call) isLoading.value = isLoadingMore.value = false
    }
  }

  // Takes what became known of single rows (live deltas, an edit of ours) into the rows that are shown.
  function patch(changed: ReadonlyMap<string, T>, removed: readonly string[] = []): void {
    const gone = new Set(removed)
    const isTouched = items.value.some((item) => gone.has(item.id) || changed.has(item.id))
    if (!isTouched) return
    const kept = items.value.filter((item) => !gone.has(item.id))
    total.value -= items.value.length - kept.length
    items.value = kept.map((item) => changed.get(item.id) ?? item)
  }

  watch(() => JSON.stringify(question.value), () => void load(null), { immediate: true })
  onScopeDispose(() => running.abort())

  const hasMore = computed(() => next.value !== null)
  const reload = () => load(null)
  const more = () => (next.value === null || isLoadingMore.value ? Promise.resolve() : load(next.value))

  return {
    items,
    total,
    totalExceeds,
    isLoading,
    isLoadingMore,
    hasLoaded,
    problem,
    hasMore,
    reload,
    more,
    patch,
    // What a DataTable asks of its list.
    table: computed(() => ({
      rows: items.value,
      isLoading: isLoading.value,
      isLoadingMore: isLoadingMore.value,
      hasMore: hasMore.value,
      total: total.value,
      totalExceeds: totalExceeds.value,
      problem: problem.value,
      onMore: more,
      onRetry: reload,
    })),
  }
}
