import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Problem, type Page, type Query } from '@/shared/api'
import { usePagedList } from '../paged_list'

interface Row {
  id: string
  name: string
}
const rows = (from: number, to: number): Row[] => Array.from({ length: to - from }, (_, index) => ({ id: String(from + index), name: `n${from + index}` }))

let asked: { query: Query; signal: AbortSignal; answer: (page: Page<Row>) => void; refuse: (thrown: unknown) => void }[]
let scope: EffectScope
const question = ref<Query>({})
const fetchPage = (query: Query, signal: AbortSignal) =>
  new Promise<Page<Row>>((answer, refuse) => asked.push({ query, signal, answer, refuse }))
const open = () => (scope = effectScope()).run(() => usePagedList(fetchPage, question, 10))!
const page = (items: Row[], next: string | null = null, total = items.length): Page<Row> => ({ items, next, total, total_exceeds: false })
const settled = async () => {
  await nextTick()
  await new Promise<void>((resolve) => setTimeout(resolve))
}

beforeEach(() => {
  asked = []
  question.value = { q: 'a' }
})
afterEach(() => scope.stop())

describe('a paged list', () => {
  it('loads the first page at once and more on demand', async () => {
    const list = open()
    expect(asked[0]?.query).toEqual({ q: 'a', limit: 10, after: null })
    asked[0]?.answer(page(rows(0, 10), 'x', 14))
    await settled()
    expect(list.hasMore.value).toBe(true)
    void list.more()
    expect(asked[1]?.query.after).toBe('x')
    asked[1]?.answer(page(rows(10, 14), null, 14))
    await settled()
    expect(list.items.value).toHaveLength(14)
    expect(list.hasMore.value).toBe(false)
  })

  it('drops the answer to a question that is no longer asked', async () => {
    const list = open()
    question.value = { q: 'b' }
    await settled()
    expect(asked[0]?.signal.aborted).toBe(true)
    asked[1]?.answer(page([{ id: '2', name: 'of b' }]))
    asked[0]?.answer(page([{ id: '1', name: 'of a' }]))
    await settled()
    expect(list.items.value.map((row) => row.name)).toEqual(['of b'])
  })

  it('keeps its rows when a further page fails, and says so', async () => {
    const list = open()
    asked[0]?.answer(page(rows(0, 10), 'x', 20))
    await settled()
    void list.more()
    asked[1]?.refuse(new Problem({ status: 503, code: 'unavailable', key: 'unavailable', message: 'busy' }))
    await settled()
    expect(list.items.value).toHaveLength(10)
    expect(list.problem.value?.message).toBe('busy')
  })

  it('takes changes into the rows that it shows, and no others', async () => {
    const list = open()
    asked[0]?.answer(page(rows(0, 3)))
    await settled()
    list.patch(new Map([['1', { id: '1', name: 'new' }], ['77', { id: '77', name: 'elsewhere' }]]), ['2'])
    expect(list.items.value.map((row) => row.name)).toEqual(['n0', 'new'])
    expect(list.total.value).toBe(2)
  })
})
