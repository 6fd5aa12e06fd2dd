import { describe, expect, it, vi } from 'vitest'
import { claims, forgetOldClaims } from '../tabs'

describe('two tabs', () => {
  it('do once what both would do', async () => {
    let go = () => {}
    const pause = () => new Promise<void>((resolve) => ((before) => (go = () => (before(), resolve())))(go))
    const both = [claims('ring/1', localStorage, 'one', pause), claims('ring/1', localStorage, 'two', pause)]
    go()
    expect(await Promise.all(both)).toEqual([false, true])
  })
  it('do not do again what was done', async () => {
    const soon = () => Promise.resolve()
    expect(await claims('ring/1', localStorage, 'one', soon)).toBe(true)
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 1_000)
    expect(await claims('ring/1', localStorage, 'two', soon)).toBe(false)
    expect(await claims('ring/2', localStorage, 'two', soon)).toBe(true)
  })
  it('forget after a while', async () => {
    await claims('ring/1', localStorage, 'one', () => Promise.resolve())
    forgetOldClaims(localStorage, Date.now() + 61_000)
    expect(Object.keys(localStorage).filter((key) => key.includes('claim'))).toEqual([])
  })
})
