import { describe, expect, it } from 'vitest'
import { addDays, addMonths, barOf, clockOf, daysInMonth, isOvernight, nextHours, stateAt, wallClock, weekdayIndex } from '../hours'

describe('times of day', () => {
  it.each([
    ['9', '09:00'],
    ['930', '09:30'],
    ['9：30', '09:30'],
    ['24', '24:00'],
    [' 08:05 ', '08:05'],
  ])('%s is understood as %s', (typed, clock) => expect(clockOf(typed)).toBe(clock))

  it.each(['25', '24:30', '9:75', 'noon', ''])('%s is left as it was typed', (typed) => expect(clockOf(typed)).toBe(typed))

  it('are drawn as a share of the day, a night up to midnight', () => {
    expect(barOf({ begin: '06:00', end: '18:00' })).toEqual({ left: 25, width: 50 })
    expect(barOf({ begin: '18:00', end: '06:00' })).toEqual({ left: 75, width: 25 })
    expect(barOf({ begin: '6', end: '18:00' })).toBeNull()
    expect(isOvernight({ begin: '22:00', end: '06:00' })).toBe(true)
    expect(isOvernight({ begin: '00:00', end: '24:00' })).toBe(false)
  })

  it('are offered after those that are there', () => {
    expect(nextHours([])).toEqual({ begin: '09:00', end: '18:00' })
    expect(nextHours([{ begin: '09:00', end: '12:00' }])).toEqual({ begin: '13:00', end: '17:00' })
    expect(nextHours([{ begin: '09:00', end: '23:30' }])).toEqual({ begin: '23:00', end: '24:00' })
  })
})

describe('openings', () => {
  const spans = [
    { begins: '2026-11-20 08:30', ends: '2026-11-20 12:00' },
    { begins: '2026-11-20 12:00', ends: '2026-11-20 18:00' },
    { begins: '2026-11-21 08:30', ends: '2026-11-22 00:00' },
  ]
  it('are half open', () => {
    expect(stateAt(spans, '2026-11-20 08:29', '2026-11-22 00:00')).toEqual({ isOpen: false, changes: '2026-11-20 08:30' })
    expect(stateAt(spans, '2026-11-20 08:30', '2026-11-22 00:00')).toEqual({ isOpen: true, changes: '2026-11-20 18:00' })
    expect(stateAt(spans, '2026-11-20 18:00', '2026-11-22 00:00')).toEqual({ isOpen: false, changes: '2026-11-21 08:30' })
  })
  it('tell no end that lies beyond what is known', () => {
    expect(stateAt(spans, '2026-11-21 10:00', '2026-11-22 00:00')).toEqual({ isOpen: true, changes: null })
    expect(stateAt([], '2026-11-21 10:00', '2026-11-22 00:00')).toEqual({ isOpen: false, changes: null })
  })
  it('stand on the wall clock of the calendar', () => expect(wallClock('2026-11-20T16:30:00Z', 'Asia/Shanghai')).toBe('2026-11-21 00:30'))
})

describe('dates', () => {
  it('are reckoned without a zone', () => {
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01')
    expect(daysInMonth('2028-02')).toBe(29)
    expect(addMonths('2026-12', 1)).toBe('2027-01')
    expect(addMonths('2026-01', -1)).toBe('2025-12')
    expect(weekdayIndex('2026-11-22')).toBe(6) // a Sunday
  })
})
