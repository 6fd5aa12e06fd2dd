import { describe, expect, it } from 'vitest'
import { Backoff } from '../chat/backoff'

describe('the pause between attempts', () => {
  it('doubles from half a second to ten', () => {
    const backoff = new Backoff(() => 1)
    expect([0, 1, 2, 3, 4, 5, 6].map((second) => backoff.failed(second * 1000))).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  })

  it('differs from visitor to visitor, and is never under half a second', () => {
    const pauses = [0, 0.3, 0.9].map((random) => {
      const backoff = new Backoff(() => random)
      backoff.failed(0)
      backoff.failed(0)
      return backoff.failed(0)
    })
    expect(new Set(pauses).size).toBe(3)
    expect(new Backoff(() => 0).failed(0)).toBe(500)
  })

  it('begins anew after a connection that held, and not after one that broke at once', () => {
    const backoff = new Backoff(() => 1)
    backoff.failed(0)
    backoff.opened(1_000)
    expect(backoff.failed(2_000)).toBe(1000)
    backoff.opened(10_000)
    expect(backoff.failed(20_000)).toBe(500)
  })
})
