import { describe, expect, it } from 'vitest'
import { barsOf, marksOf, moved, zoomed } from '../timeline'
import type { Span } from '../types'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const midnight = Date.parse('2026-11-21T16:00:00.000Z')
const iso = (minute: number) => new Date(midnight + minute * MINUTE).toISOString()
const span = (from: number, until: number | null): Span => ({ agent_id: '1', state: 'ready', reason_id: null, started_at: iso(from), ended_at: until === null ? null : iso(until) })
const hour = { fromMs: midnight + 60 * MINUTE, untilMs: midnight + 120 * MINUTE }
const whole = { fromMs: midnight, untilMs: midnight + DAY }

describe('the timeline', () => {
  it('cuts what begins before and ends after the part that is looked at', () => {
    const [bar] = barsOf([span(0, 600)], hour, midnight + DAY)
    expect(bar).toMatchObject({ left: 0, width: 100, ms: 600 * MINUTE })
  })
  it('leaves out what lies outside', () => expect(barsOf([span(0, 60), span(120, 130)], hour, midnight + DAY)).toEqual([]))
  it('lets what goes on end now', () => {
    expect(barsOf([span(90, null)], hour, midnight + 105 * MINUTE)).toMatchObject([{ left: 50, width: 25 }])
    expect(barsOf([span(90, null)], hour, midnight)).toEqual([]) // a clock that is behind
  })
  it('has its marks at round times after midnight', () => {
    expect(marksOf(whole, midnight).map((at) => (at - midnight) / MINUTE / 60)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24])
    expect(marksOf({ fromMs: midnight + 61 * MINUTE, untilMs: midnight + 91 * MINUTE }, midnight).map((at) => (at - midnight) / MINUTE)).toEqual([65, 70, 75, 80, 85, 90])
  })
  it('zooms around the middle, never beyond the whole and never below a quarter of an hour', () => {
    expect(zoomed(hour, whole, 0.5)).toEqual({ fromMs: midnight + 75 * MINUTE, untilMs: midnight + 105 * MINUTE })
    expect(zoomed(hour, whole, 100)).toEqual(whole)
    const least = zoomed(hour, whole, 0.0001)
    expect(least.untilMs - least.fromMs).toBe(15 * MINUTE)
  })
  it('moves no farther than the ends', () => {
    expect(moved(hour, whole, -5).fromMs).toBe(midnight)
    expect(moved(hour, whole, 50).untilMs).toBe(midnight + DAY)
  })
})
