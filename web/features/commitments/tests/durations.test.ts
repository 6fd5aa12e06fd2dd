import { describe, expect, it } from 'vitest'
import { clockFace, inWords, mostIn, unitOf } from '../durations'

describe('the unit of a target', () => {
  it('is the largest in which it is a whole number', () => {
    expect([30, 60, 90, 300, 3600, 5400, 7200, 2_592_000].map(unitOf)).toEqual(['second', 'minute', 'second', 'minute', 'hour', 'minute', 'hour', 'hour'])
  })
  it('allows no more than the server does', () => {
    expect((['second', 'minute', 'hour'] as const).map((unit) => mostIn(unit, 2_592_000))).toEqual([2_592_000, 43_200, 720])
    expect(mostIn('hour', 5000)).toBe(1)
  })
})

describe('a duration in words', () => {
  it('leaves out what is nothing', () => {
    expect([30_000, 60_000, 5_400_000, 3_600_000, 3_661_000].map((ms) => inWords(ms, 'en'))).toEqual(['30 seconds', '1 minute', '1 hour 30 minutes', '1 hour', '1 hour 1 minute 1 second'])
  })
  it('says zero when there is nothing', () => expect(inWords(0, 'en')).toBe('0 seconds'))
  it('knows tenths of a second below a minute only', () => {
    expect([22_500, 500, 67_500].map((ms) => inWords(ms, 'en'))).toEqual(['22.5 seconds', '0.5 seconds', '1 minute 8 seconds'])
  })
  it('rounds up to the next unit instead of saying 60', () => expect([59_970, 3_599_900].map((ms) => inWords(ms, 'en'))).toEqual(['1 minute', '1 hour']))
  it('is written as Chinese writes it', () => expect(inWords(5_400_000, 'zh-CN')).toBe('1 小时 30 分钟'))
})

describe('a clock face', () => {
  it('begins with minutes', () => expect([0, 7, 750, 3_909].map((seconds) => clockFace(seconds, 'en'))).toEqual(['0:00', '0:07', '12:30', '1:05:09']))
  it('names days', () => {
    expect([86_400, 2 * 86_400 + 65].map((seconds) => clockFace(seconds, 'en'))).toEqual(['1 day 0:00:00', '2 days 0:01:05'])
    expect(clockFace(3 * 86_400, 'zh-CN')).toBe('3 天 0:00:00')
  })
})
