import { describe, expect, it } from 'vitest'
import { blankTrunk, fits, isOver, listOf, ruleFieldsOf, standingOf, trunkFieldsOf } from '../lines'
import type { CallerRule, Trunk } from '../types'

describe('lines', () => {
  it('are found by every word, in their centre', () => {
    const filters = { q: '电信 0216', centre_id: '' }
    expect(fits('1', ['上海电信', '0216123*'], filters)).toBe(true)
    expect(fits('1', ['上海电信'], filters)).toBe(false)
    expect(fits('1', ['上海电信 0216'], { ...filters, centre_id: '2' })).toBe(false)
  })

  it('never send back a password that was not written anew', () => {
    const trunk = { ...blankTrunk('1'), id: '7', version: 3, updated_at: '', has_password: true, has_inbound_password: false } as Trunk
    const fields = trunkFieldsOf(trunk)
    expect(fields.password).toBeNull()
    expect(fields).not.toHaveProperty('has_password')
    expect(fields).not.toHaveProperty('id')
  })

  it('are up when one node has them up, and unknown while nobody knows', () => {
    expect(standingOf(true, [])).toBe('unknown')
    expect(standingOf(true, [{ state: 'down' }, { state: 'up' }])).toBe('up')
    expect(standingOf(true, [{ state: 'down' }])).toBe('down')
    expect(standingOf(false, [{ state: 'up' }])).toBe('off')
  })

  it('read addresses however they are parted', () => {
    expect(listOf(' 192.0.2.1，192.0.2.2\n192.0.2.3; ')).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3'])
    expect(listOf(' ')).toEqual([])
  })

  it('keep of a rule what may be said of it, and know when it is over', () => {
    const rule = { id: '1', centre_id: '2', pattern: '138****8000', verdict: 'block', reason: '骚扰', until: null, hits: 3, marks: 1, version: 1 } as unknown as CallerRule
    expect(ruleFieldsOf(rule)).toEqual({ centre_id: '2', pattern: '138****8000', verdict: 'block', reason: '骚扰', until: null })
    expect(isOver(null, 0)).toBe(false)
    expect(isOver('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:00:00Z'))).toBe(true)
  })
})
