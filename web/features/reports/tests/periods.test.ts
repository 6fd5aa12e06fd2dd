import { describe, expect, it } from 'vitest'
import { datesOf, dayIn, daysIn, isDay, plusDays } from '../periods'

describe('periods', () => {
  it.each([
    ['today', '2026-11-22', '2026-11-22'],
    ['yesterday', '2026-11-21', '2026-11-21'],
    ['this_week', '2026-11-16', '2026-11-22'], // a Sunday ends its week
    ['last_week', '2026-11-09', '2026-11-15'],
    ['this_month', '2026-11-01', '2026-11-30'],
    ['last_month', '2026-10-01', '2026-10-31'],
    ['last_7_days', '2026-11-16', '2026-11-22'],
    ['last_30_days', '2026-10-24', '2026-11-22'],
  ] as const)('%s', (period, from, until) => expect(datesOf(period, '2026-11-22')).toEqual({ from, until }))

  it('know leap years and the ends of years', () => {
    expect(datesOf('this_month', '2028-02-10')).toEqual({ from: '2028-02-01', until: '2028-02-29' })
    expect(datesOf('last_month', '2027-01-31')).toEqual({ from: '2026-12-01', until: '2026-12-31' })
    expect(datesOf('this_week', '2027-01-01')).toEqual({ from: '2026-12-28', until: '2027-01-03' })
  })
})

describe('days', () => {
  it('are those of the zone, not of the browser', () => {
    const at = Date.UTC(2026, 10, 22, 17, 0)
    expect(dayIn('Asia/Shanghai', at)).toBe('2026-11-23')
    expect(dayIn('UTC', at)).toBe('2026-11-22')
  })
  it('are counted with the last', () => {
    expect(daysIn({ from: '2026-11-22', until: '2026-11-22' })).toBe(1)
    expect(daysIn({ from: '2026-02-27', until: '2026-03-01' })).toBe(3)
    expect(plusDays('2026-12-31', 1)).toBe('2027-01-01')
  })
  it('must exist', () => expect(['2026-02-29', '2026-2-9', 'today', ''].some(isDay)).toBe(false))
})
