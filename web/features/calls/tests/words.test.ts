import { describe, expect, it } from 'vitest'
import type { Call, CallBack } from '../types'
import { asksForPast, fits, lastedMs, talkedMs } from '../words'

const back = { state: 'taken', reason: 'requested', centre_id: '1', queue_id: '2', agent_id: '3' } as CallBack
const none = { state: '', reason: '', centre_id: '', queue_id: '', agent_id: '' }

describe('what is open', () => {
  it('passes filters that say nothing', () => expect(fits(back, none)).toBe(true))
  it('is narrowed by each filter', () => {
    for (const [name, good, bad] of [['state', 'taken', 'open'], ['reason', 'requested', 'cut'], ['centre_id', '1', '9'], ['queue_id', '2', '9'], ['agent_id', '3', '9']] as const) {
      expect(fits(back, { ...none, [name]: good })).toBe(true)
      expect(fits(back, { ...none, [name]: bad })).toBe(false)
    }
  })
  it('is asked of the server only when it is over', () => expect(['', 'open', 'taken', 'new', 'done', 'given_up'].filter(asksForPast)).toEqual(['done', 'given_up']))
})

describe('the times of a call', () => {
  const call = { began_at: '2026-11-22T08:00:00Z', answered_at: '2026-11-22T08:00:20Z', ended_at: '2026-11-22T08:01:00Z' } as Call
  const now = Date.parse('2026-11-22T08:05:00Z')
  it('end with the call', () => {
    expect(talkedMs(call, now)).toBe(40_000)
    expect(lastedMs(call, now)).toBe(60_000)
  })
  it('run while it goes on', () => expect(talkedMs({ ...call, ended_at: null }, now)).toBe(280_000))
  it('are no talk when nobody answered', () => expect(talkedMs({ ...call, answered_at: null }, now)).toBe(0))
})
