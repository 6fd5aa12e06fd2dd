import { describe, expect, it } from 'vitest'
import { duration, elapsed } from '../clock'

const since = '2026-11-22T08:00:00.000Z'
const after = (seconds: number) => Date.parse(since) + seconds * 1000

describe('a running clock', () => {
  it.each([
    [0, '0:00'],
    [7, '0:07'],
    [59.9, '0:59'],
    [750, '12:30'],
    [3600, '1:00:00'],
    [3909, '1:05:09'],
    [90_000, '25:00:00'],
  ])('says after %d seconds %s', (seconds, text) => expect(elapsed(since, after(seconds))).toBe(text))

  it('does not run backwards when clocks differ', () => expect(elapsed(since, after(-5))).toBe('0:00'))
})

describe('a duration', () => {
  it('is told as a clock tells it', () => expect([duration(7_400), duration(65_000), duration(3_909_000), duration(-5)]).toEqual(['0:07', '1:05', '1:05:09', '0:00']))
  it('is told to the nearest second', () => expect([duration(7_499), duration(7_500), duration(59_600)]).toEqual(['0:07', '0:08', '1:00']))
})
