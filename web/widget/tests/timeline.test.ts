import { describe, expect, it } from 'vitest'
import type { VisitorMessage } from '../chat/protocol'
import { rowsOf, type Conversation } from '../chat/rows'
import { Timeline } from '../chat/timeline'

const message = (seq: number, more: Partial<VisitorMessage> = {}): VisitorMessage => ({ id: `m${seq}`, chat_id: 'c1', seq, at: new Date(seq * 1000).toISOString(), author: 'agent', author_name: '方', kind: 'text', text: `${seq}`, client_id: '', file: null, ...more })

describe('the timeline', () => {
  it('shows each once and in order, whatever way they came', () => {
    const timeline = new Timeline()
    for (const seq of [4, 2, 9]) timeline.feed(message(seq))
    timeline.confirm(message(7))
    expect(timeline.feed(message(7))).toBe(false)
    expect(timeline.feed(message(2))).toBe(false)
    expect(timeline.messages.map((one) => one.seq)).toEqual([2, 4, 7, 9])
  })

  it('moves its cursor by the feed alone', () => {
    const timeline = new Timeline()
    timeline.feed(message(3))
    timeline.confirm(message(8))
    expect(timeline.cursor).toBe(3)
  })
})

describe('the lines of a conversation', () => {
  const empty: Conversation = { earlier: [], messages: [], startedAt: null, readByAgent: 0, firstUnread: null, outgoing: [], refusalOf: () => null, uploads: [] }
  const kinds = (conversation: Partial<Conversation>) => rowsOf({ ...empty, ...conversation }).map((row) => row.kind)

  it('group what one person wrote in a row', () => {
    const rows = rowsOf({ ...empty, messages: [message(1), message(2), message(3, { author: 'visitor', client_id: 'x' })] })
    expect(rows.flatMap((row) => (row.kind === 'message' ? [[row.isFirst, row.isLast]] : []))).toEqual([[true, false], [false, true], [true, true]])
  })

  it('mark the last own message as delivered, then as read', () => {
    const own = [message(1, { author: 'visitor', client_id: 'x' }), message(2, { author: 'visitor', client_id: 'y' })]
    const marks = (readByAgent: number) => rowsOf({ ...empty, messages: own, readByAgent }).flatMap((row) => (row.kind === 'message' ? [row.mark] : []))
    expect(marks(1)).toEqual([null, 'delivered'])
    expect(marks(2)).toEqual([null, 'read'])
  })

  it('put a line before what is new', () => expect(kinds({ messages: [message(1), message(2)], firstUnread: 2 })).toEqual(['day', 'message', 'divider', 'message']))

  it('keep the key of a message from the moment it is written', () => {
    const outgoing = [{ client_id: 'x', chat_id: 'c1', text: 'a', at: 1 }]
    const before = rowsOf({ ...empty, outgoing }).at(-1)?.key
    const after = rowsOf({ ...empty, outgoing, messages: [message(1, { author: 'visitor', client_id: 'x' })] })
    expect(after.map((row) => row.key)).toEqual([`d:${new Date(1000).toDateString()}`, before])
  })
})
