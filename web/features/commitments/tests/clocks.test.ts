import { describe, expect, it } from 'vitest'
import { bySoonest, fits, leftOf, standingOf } from '../clocks'
import type { Commitment } from '../types'

const NOON = Date.parse('2026-11-22T04:00:00.000Z')
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString()
const clock = (more: Partial<Commitment> = {}): Commitment => ({
  id: '1',
  service_level_id: '7',
  measure: 'first_answer',
  subject_id: '9',
  centre_id: '2',
  queue_id: null,
  calendar_id: null,
  target_ms: 30_000,
  started_at: at(-10),
  due_at: at(20),
  warn_at: at(12),
  paused_at: null,
  pause_reason: null,
  remaining_ms: null,
  stopped_at: null,
  state: 'running',
  warned: false,
  abandoned: false,
  ...more,
})
const paused = (remaining_ms: number, more: Partial<Commitment> = {}) => clock({ state: 'paused', paused_at: at(0), pause_reason: 'suspended', remaining_ms, ...more })

describe('how a clock stands', () => {
  it('is its state, and a warning only while it runs', () => {
    const standings = [clock(), clock({ warned: true }), paused(1, { warned: true }), clock({ state: 'breached', warned: true }), clock({ state: 'met', warned: true })].map(standingOf)
    expect(standings).toEqual(['running', 'warned', 'paused', 'breached', 'met'])
  })
})

describe('what is left of a clock', () => {
  it('runs down to 0:00 at the moment when it is due, and no further before the server says so', () => {
    expect([0, 500, 19_999, 20_000, 25_000].map((ms) => leftOf(clock(), NOON + ms))).toEqual([20, 20, 1, 0, 0].map((seconds) => ({ seconds, over: false })))
  })
  it('counts up once it is breached', () => {
    const late = clock({ state: 'breached' })
    expect([20_500, 21_000, 90_000].map((ms) => leftOf(late, NOON + ms))).toEqual([0, 1, 70].map((seconds) => ({ seconds, over: true })))
  })
  it('stands still while it is paused, whatever the time', () => {
    expect([0, 60_000].map((ms) => leftOf(paused(7_200), NOON + ms))).toEqual([{ seconds: 8, over: false }, { seconds: 8, over: false }])
  })
  it('stands still once it has stopped', () => {
    expect(leftOf(clock({ state: 'breached', stopped_at: at(50) }), NOON + 900_000)).toEqual({ seconds: 30, over: true })
    expect(leftOf(clock({ state: 'met', stopped_at: at(5) }), NOON + 900_000)).toEqual({ seconds: 15, over: false })
  })
})

describe('the order of clocks', () => {
  it('is soonest due first, late ones before, those that stand still last', () => {
    const list = [paused(9_000, { id: '5' }), clock({ id: '2', due_at: at(40) }), paused(3_000, { id: '4' }), clock({ id: '3' }), clock({ id: '1', state: 'breached', due_at: at(-60) })]
    expect(list.sort(bySoonest).map(({ id }) => id)).toEqual(['1', '3', '2', '4', '5'])
  })
  it('is the order of arrival among equals', () => expect([clock({ id: '10' }), clock({ id: '9' })].sort(bySoonest).map(({ id }) => id)).toEqual(['9', '10']))
})

describe('filters of clocks', () => {
  it('are all met, or not set', () => {
    const found = (filters: Partial<Parameters<typeof fits>[1]>) => fits(clock({ warned: true }), { centre_id: '', level: '', standing: '', ...filters })
    expect([found({}), found({ centre_id: '2' }), found({ centre_id: '3' }), found({ level: '7' }), found({ level: '8' })]).toEqual([true, true, false, true, false])
    expect([found({ standing: 'warned' }), found({ standing: 'running' }), found({ centre_id: '2', standing: 'paused' })]).toEqual([true, false, false])
  })
})
