import { describe, expect, it } from 'vitest'
import { firstUnread, gapAfter, isAnswered, merged, olderQuery, unreadCount, waitingSince, type Log } from '../message_log'
import { message } from '@/tests/chats'

const seqs = (log: Log) => log.map(({ seq }) => seq)
const log = (...numbers: number[]) => numbers.map((seq) => message(seq))

describe('messages from several sources', () => {
  it('stand in the order of their numbers, each once', () => {
    const held = merged(merged([], log(5, 4)), log(6))
    expect(seqs(held)).toEqual([4, 5, 6])
    expect(seqs(merged(held, log(1, 2, 3, 4, 5)))).toEqual([1, 2, 3, 4, 5, 6])
  })
  it('stay the same list when nothing is new', () => {
    const held = log(1, 2, 3)
    expect(merged(held, log(2, 3))).toBe(held)
    expect(merged(held, [])).toBe(held)
  })
  it('are not doubled by a doubled delta', () => expect(seqs(merged(log(1), [...log(2), ...log(2)]))).toEqual([1, 2]))
  it('tell where some are missing, the latest place first', () => {
    expect(gapAfter(log(3, 4, 5))).toBeNull()
    expect(gapAfter(log(1, 2, 201, 202))).toBe(2)
    expect(gapAfter(log(1, 3, 9))).toBe(3)
  })
  it('tell how to ask for older ones', () => {
    expect(olderQuery(log(120, 121), 50)).toEqual({ after: 69, limit: 50 })
    expect(olderQuery(log(11), 50)).toEqual({ after: 0, limit: 10 })
    expect(olderQuery(log(1), 50)).toBeNull()
    expect(olderQuery([], 50)).toBeNull()
  })
})

describe('a visitor', () => {
  const asked = message(1, { author: 'visitor', at: '2026-11-22T08:00:00.000Z' })
  const asksAgain = message(3, { author: 'visitor', at: '2026-11-22T08:00:40.000Z' })
  const answer = message(2, { author: 'agent', at: '2026-11-22T08:00:20.000Z' })
  it('waits since the first word after the last answer', () => {
    expect(waitingSince([asked])).toBe(asked.at)
    expect(waitingSince([asked, answer])).toBeNull()
    expect(waitingSince([asked, answer, asksAgain, message(4, { author: 'visitor', at: '2026-11-22T08:01:00.000Z' })])).toBe(asksAgain.at)
  })
  it('is not answered by what agents tell each other, nor by notices', () => {
    const whisper = { ...answer, visibility: 'agents' as const }
    expect(waitingSince([asked, whisper])).toBe(asked.at)
    expect(isAnswered([asked, whisper])).toBe(false)
    expect(waitingSince([asked, message(2, { author: 'system', kind: 'notice', text: 'agent_joined' })])).toBe(asked.at)
    expect(isAnswered([asked, answer])).toBe(true)
  })
  it('is unread from the first word that was not seen', () => {
    const all = [asked, answer, asksAgain]
    expect([unreadCount(all, 0), unreadCount(all, 1), unreadCount(all, 3)]).toEqual([2, 1, 0])
    expect([firstUnread(all, 1), firstUnread(all, 3)]).toEqual([3, null])
  })
})
