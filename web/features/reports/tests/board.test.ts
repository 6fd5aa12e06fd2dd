import { describe, expect, it } from 'vitest'
import { abandonedNow, addedUp, colourOf, coloursOf, gridOf, isWithin, levelNow, levelToday, noFigures, pageOf, sparkline, thresholdFor, watchedValue, worstOf } from '../board'
import { orderedThresholds } from '../thresholds'
import type { QueueFigures, Threshold, Watched } from '../types'

const NOW = Date.parse('2026-11-22T08:00:00.000Z')
const queue = (more: Partial<QueueFigures> = {}): QueueFigures => ({ ...noFigures({ id: '1', centre_id: '5' }), ...more })
const threshold = (watched: Watched, warning: number, critical: number, more: Partial<Threshold> = {}): Threshold => ({ id: '1', watched, warning, critical, centre_id: null, queue_id: null, alarms: false, version: 1, updated_at: '', ...more })

describe('a threshold', () => {
  it.each([
    ['waiting', 4, 'calm'],
    ['waiting', 5, 'warning'],
    ['waiting', 10, 'critical'],
  ] as const)('%s of %s is %s from 5 and 10 on', (watched, value, colour) => expect(colourOf(threshold(watched, 5, 10), value)).toBe(colour))
  it.each([
    [80, 'calm'],
    [79, 'warning'],
    [59, 'critical'],
  ] as const)('service level of %s is %s below 80 and 60', (value, colour) => expect(colourOf(threshold('service_level', 80, 60), value)).toBe(colour))
  it('says nothing of what there is not', () => expect([colourOf(null, 99), colourOf(threshold('service_level', 80, 60), null)]).toEqual(['calm', 'calm']))
  it('of the queue comes before that of its centre, and that before the one of all', () => {
    const [all, centre, own] = [threshold('waiting', 1, 2), threshold('waiting', 1, 2, { id: '2', centre_id: '5' }), threshold('waiting', 1, 2, { id: '3', queue_id: '1' })]
    expect(thresholdFor([all, centre, own], queue(), 'waiting')).toBe(own)
    expect(thresholdFor([centre, all], queue(), 'waiting')).toBe(centre)
    expect(thresholdFor([threshold('waiting', 1, 2, { centre_id: '6' }), threshold('waiting', 1, 2, { queue_id: '9' }), all], queue(), 'waiting')).toBe(all)
    expect(orderedThresholds([own, centre, all]).map(({ id }) => id)).toEqual(['1', '2', '3'])
  })
  it('colours the figures of a queue, its wait by the clock', () => {
    const figures = queue({ waiting: 6, longest_since: '2026-11-22T07:58:00.000Z', recent_answered: 3, recent_abandoned: 1, recent_in_time: 2, recent_offered: 4 })
    expect((['waiting', 'longest_wait', 'service_level', 'abandon_rate'] as const).map((watched) => watchedValue(figures, watched, NOW))).toEqual([6, 120, 50, 25])
    const colours = coloursOf([threshold('waiting', 5, 10), threshold('longest_wait', 60, 120), threshold('service_level', 80, 40)], figures, NOW)
    expect(abandonedNow(figures)).toBe(0.25) // what is shown is what is coloured
    expect(colours).toEqual({ waiting: 'warning', longest_wait: 'critical', service_level: 'warning', abandon_rate: 'calm' })
    expect(worstOf(Object.values(colours))).toBe('critical')
  })
})

describe('a board', () => {
  it('adds up its queues, and takes the longest wait of them', () => {
    const sum = addedUp([queue({ waiting: 2, longest_since: '2026-11-22T07:59:00.000Z', answered: 8, abandoned: 2, answered_in_time: 5 }), queue({ waiting: 1, longest_since: '2026-11-22T07:50:00.000Z', answered: 10, answered_in_time: 10 })])
    expect(sum).toMatchObject({ waiting: 3, longest_since: '2026-11-22T07:50:00.000Z', answered: 18 })
    expect(levelToday(sum)).toBe(0.75)
    expect(levelNow(sum)).toBeNull()
  })
  it('turns its pages, and has one even when there is nothing', () => {
    expect([0, 1, 2, 3].map((turn) => pageOf([1, 2, 3, 4, 5], 2, turn).shown)).toEqual([[1, 2], [3, 4], [5], [1, 2]])
    expect(pageOf([], 6, 4)).toEqual({ shown: [], page: 0, pages: 1 })
  })
  it.each([
    [1, 1920, 756, { columns: 1, lines: 1 }],
    [4, 1920, 756, { columns: 2, lines: 2 }],
    [8, 1920, 756, { columns: 3, lines: 3 }],
    [40, 1366, 537, { columns: 3, lines: 2 }],
    [0, 1366, 537, { columns: 1, lines: 1 }],
  ])('places %s tiles in %s by %s', (count, width, height, grid) => expect(gridOf(count, width, height)).toEqual(grid))
  it('knows which centres lie below another', () => {
    const tree = new Map([['1', { parent_id: null }], ['2', { parent_id: '1' }], ['3', { parent_id: '2' }]])
    expect([isWithin('3', '1', tree), isWithin('1', '3', tree), isWithin('9', '1', tree), isWithin('9', '9', tree)]).toEqual([true, false, false, true])
  })
  it('draws a line from the left to the right', () => {
    expect(sparkline([0, 2, 4])).toBe('0.0,23.0 50.0,12.0 100.0,1.0')
    expect(sparkline([3])).toBe('0.0,1.0')
  })
})
