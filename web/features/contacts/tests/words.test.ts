import { describe, expect, it } from 'vitest'
import { choicesFor, entryChoices, type Entry } from '../record_choices'
import type { Segment } from '../types'
import { barsOf } from '../words'

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 8, 0, second)).toISOString()
const segment = (id: string, kind: Segment['kind'], from: number, until: number | null): Segment => ({
  id,
  contact_id: '1',
  kind,
  queue_id: '1',
  agent_id: null,
  started_at: at(from),
  ended_at: until === null ? null : at(until),
  ending: null,
})

describe('the stretches of a contact', () => {
  it('lie on a common scale, offers below the queue in which they are made', () => {
    const { bars, wholeMs } = barsOf([segment('1', 'queue', 0, 10), segment('2', 'offer', 5, 10), segment('3', 'agent', 10, 40)], 0)
    expect(wholeMs).toBe(40_000)
    expect(bars.map(({ lane, left, width }) => [lane, left, width])).toEqual([
      [0, 0, 25],
      [1, 12.5, 12.5],
      [0, 25, 75],
    ])
  })
  it('run until now while they have not ended', () => {
    const { bars } = barsOf([segment('1', 'queue', 0, null)], Date.parse(at(20)))
    expect(bars[0]).toMatchObject({ left: 0, width: 100, ms: 20_000 })
  })
  it('may be none', () => expect(barsOf([], 0)).toMatchObject({ bars: [], fromMs: 0 }))
})

const entry = (id: string, parent_id: string | null, name: string, more: Partial<Entry> = {}): Entry =>
  ({ id, dictionary: 'dispositions', parent_id, key: `k${id}`, name, name_en: `E${id}`, position: 0, active: true, attributes: {}, version: 1, updated_at: at(0), ...more }) as Entry
const tree = [entry('1', null, '咨询'), entry('2', '1', '资费'), entry('3', '2', '账单明细'), entry('4', '2', '发票', { active: false }), entry('5', null, '投诉'), entry('6', '5', '费用', { active: false }), entry('7', '6', '退费')]

describe('dispositions', () => {
  it('are the ends of the tree, called with what stands above', () =>
    expect(entryChoices(tree, 'ends').map(({ value, label, group }) => [value, label, group])).toEqual([['3', '咨询 › 资费 › 账单明细', '咨询']]))
  it('keep the one that is chosen though it is no longer offered', () => expect(entryChoices(tree, 'ends', '4').map(({ value }) => value)).toEqual(['3', '4']))
  it('of other dictionaries may be of any level', () => expect(entryChoices(tree, 'all').map(({ value }) => value)).toEqual(['1', '2', '3', '5']))
  it('are found by words of any level and language', () => {
    const all = entryChoices(tree, 'all')
    expect(choicesFor(all, '咨询 账单').map(({ value }) => value)).toEqual(['3'])
    expect(choicesFor(all, 'e2').map(({ value }) => value)).toEqual(['2', '3'])
    expect(choicesFor(all, '没有')).toEqual([])
  })
})
