import { describe, expect, it } from 'vitest'
import { MemoryKeep } from '../chat/keep'
import { outboxOf } from '../chat/outbox'

const entry = (client_id: string, chat_id = 'c1') => ({ client_id, chat_id, text: client_id })

describe('the outbox', () => {
  it('gives back what was written first, also within one millisecond', () => {
    const outbox = outboxOf(new MemoryKeep())
    for (const id of ['b', 'a', 'c']) outbox.add(entry(id), 5)
    expect(outbox.of('c1').map((one) => one.client_id)).toEqual(['b', 'a', 'c'])
    outbox.remove('b')
    expect(outbox.next('c1')?.client_id).toBe('a')
  })

  it('outlives the page', () => {
    const keep = new MemoryKeep()
    outboxOf(keep).add(entry('a'), 1)
    expect(outboxOf(keep).all()).toHaveLength(1)
  })

  it('passes over what was refused until it is tried again', () => {
    const outbox = outboxOf(new MemoryKeep())
    outbox.add(entry('a'), 1)
    outbox.add(entry('b'), 2)
    outbox.refuse('a', 'no')
    expect([outbox.next('c1')?.client_id, outbox.refusalOf('a')]).toEqual(['b', 'no'])
    outbox.retry('a')
    expect(outbox.next('c1')?.client_id).toBe('a')
  })

  it('takes out what belongs to other chats', () => {
    const outbox = outboxOf(new MemoryKeep())
    outbox.add(entry('a', 'old'), 1)
    outbox.add(entry('b', 'c1'), 2)
    expect(outbox.takeLeftovers('c1')).toEqual(['a'])
    expect(outbox.all().map((one) => one.client_id)).toEqual(['b'])
  })

  it('does not stumble over what somebody else put into the storage', () => {
    const keep = new MemoryKeep()
    for (const text of ['', '{', 'null', '[]', '{"client_id":1}']) keep.set(`outbox.${text}`, text)
    expect(outboxOf(keep).all()).toEqual([])
  })
})
