import { describe, expect, it } from 'vitest'
import type { Schema } from '@/shared/api'
import { countedByPlace, linesTaken, placeOf } from '../calls_now'

type Call = Schema<'Call'>
const party = (fields: Partial<Call['parties'][number]>) => ({ role: 'customer', state: 'connected', held: false, trunk_id: null, ...fields }) as Call['parties'][number]
const call = (state: Call['state'], parties: Call['parties'] = []) => ({ state, parties }) as Call

describe('calls on a board', () => {
  it('ring while they are offered, and wait otherwise', () => {
    expect(placeOf(call('waiting'))).toBe('waiting')
    expect(placeOf(call('waiting', [party({ role: 'agent', state: 'ringing' })]))).toBe('ringing')
  })
  it('are on hold while the caller hears music', () => {
    expect(placeOf(call('talking', [party({})]))).toBe('talking')
    expect(placeOf(call('talking', [party({ held: true })]))).toBe('on_hold')
    expect(placeOf(call('talking', [party({}), party({ role: 'colleague', held: true })]))).toBe('talking')
  })
  it('are each in one place, and nowhere once they are over', () => {
    const counts = countedByPlace([call('in_flow'), call('voicemail'), call('dialling'), call('outside'), call('ended')])
    expect(counts).toEqual({ in_flow: 2, waiting: 0, ringing: 0, dialling: 1, talking: 0, on_hold: 0, outside: 1 })
  })
  it('take lines as long as a party is there', () => {
    const taken = linesTaken([call('talking', [party({ trunk_id: '7' }), party({ role: 'outside', trunk_id: '7' }), party({ trunk_id: '8', state: 'gone' })])])
    expect([...taken]).toEqual([['7', 2]])
  })
})
