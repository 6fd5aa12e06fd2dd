import { describe, expect, it } from 'vitest'
import { elapsed } from '../clock'

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
