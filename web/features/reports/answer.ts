// The answer to a report's question, fetched in large pages: again whenever the question changes, further on demand.
import { computed, onScopeDispose, ref, shallowRef, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { asProblem, isAbort, type Problem } from '@/shared/api'
import { reportsApi } from './api'
import type { Answer, Question, Row } from './types'

const FETCHED = 1000
// Beyond this nobody reads a table; a file is the better way.
export const MOST_ROWS = 10_000

export function useAnswer(key: MaybeRefOrGetter<string>, question: ComputedRef<Question | null>) {
  const rows = shallowRef<readonly Row[]>([])
  const answer = shallowRef<Answer | null>(null)
  const asked = shallowRef<Question | null>(null) // what the answer is to
  const problem = shallowRef<Problem | null>(null)
  const isLoading = ref(false)
  let running = new AbortController()

  async function load(isFurther: boolean): Promise<void> {
    const now = question.value
    if (!now) return
    running.abort()
    const call = (running = new AbortController())
    isLoading.value = true
    try {
      const before = isFurther ? answer.value : null
      const page = await reportsApi.answer(toValue(key), now, before ? rows.value.length : 0, FETCHED, before?.read_at ?? null, call.signal)
      if (call.signal.aborted) return
      // Rows that were counted at another time do not go with those before.
      if (before && page.read_at !== before.read_at) return await load(false)
      rows.value = before ? [...rows.value, ...page.rows] : page.rows
      answer.value = page
      asked.value = now
      problem.value = null
    } catch (thrown) {
      if (!isAbort(thrown) && !call.signal.aborted) problem.value = asProblem(thrown)
    } finally {
      if (running === call) isLoading.value = false
    }
  }
  const hasMore = computed(() => answer.value !== null && rows.value.length < Math.min(answer.value.row_count, MOST_ROWS))
  // All that may be shown, so that it can be put in another order.
  async function all(): Promise<void> {
    while (hasMore.value && problem.value === null) {
      const before = rows.value.length
      await load(true)
      if (rows.value.length <= before) return
    }
  }
  // What another report answered is nobody's answer here.
  watch(
    () => toValue(key),
    () => {
      answer.value = asked.value = null
      rows.value = []
    },
    { flush: 'sync' },
  )
  watch(() => `${toValue(key)} ${JSON.stringify(question.value)}`, () => void load(false), { immediate: true })
  onScopeDispose(() => running.abort())
  const faultAt = (field: string) => problem.value?.faults.find((fault) => fault.path === `/question/${field}`)?.message
  return { rows, answer, asked, problem, isLoading, hasMore, reload: () => load(false), more: () => load(true), all, faultAt }
}
