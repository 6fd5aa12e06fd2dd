import { describe, expect, it } from 'vitest'
import { blankLevel, fieldsOf, fits, isWithin, keptQueues, queuesFor } from '../levels'
import type { ServiceLevel } from '../types'

const level = (more: Partial<ServiceLevel> = {}): ServiceLevel => ({ ...blankLevel('1'), queue_ids: [], calendar_id: null, id: '5', key: '', version: 3, updated_at: '2026-11-22T08:00:00.000Z', name: '首次应答', name_en: 'First answer', ...more })
const tree = new Map([
  ['1', { parent_id: null }],
  ['2', { parent_id: '1' }],
  ['3', { parent_id: '2' }],
  ['4', { parent_id: '1' }],
])
const queues = ['1', '2', '3', '4'].map((centre_id) => ({ id: `q${centre_id}`, centre_id, channel: 'webchat' }))

describe('a service level', () => {
  it('is edited without what the server keeps for itself', () => {
    expect(fieldsOf(level())).toEqual({ ...blankLevel('1'), name: '首次应答', name_en: 'First answer' })
  })
  it('is found by either name, every word, and by its centre', () => {
    const found = (q: string, centre_id = '') => fits(level(), { q, centre_id })
    expect([found(''), found('应答'), found('FIRST'), found('应答 first'), found('办结'), found('', '1'), found('', '2')]).toEqual([true, true, true, true, false, true, false])
  })
})

describe('the queues of a service level', () => {
  it('are those of its centre and below, and of its channel', () => {
    const other = { id: 'mail', centre_id: '2', channel: 'email' }
    expect(queuesFor([...queues, other], { centre_id: '2', channel: 'webchat' }, tree).map(({ id }) => id)).toEqual(['q2', 'q3'])
    expect(queuesFor(queues, { centre_id: '1', channel: 'webchat' }, tree)).toHaveLength(4)
  })
  it('are dropped with another centre when they do not fit, unless nothing is known of them', () => {
    expect(keptQueues(['q3', 'q4', 'unknown'], queues, { centre_id: '2', channel: 'webchat' }, tree)).toEqual(['q3', 'unknown'])
  })
  it('are found up a tree of which only a part is known', () => {
    expect([isWithin('3', '1', tree), isWithin('4', '2', tree), isWithin('9', '9', tree), isWithin('9', '1', tree)]).toEqual([true, false, true, false])
  })
})
