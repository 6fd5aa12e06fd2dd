import { describe, expect, it } from 'vitest'
import { at, chat, ME } from '@/tests/chats'
import { neighbour, nextShown, workList } from '../work_list'
import { work } from './work'

const keys = (list: { key: string }[]) => list.map(({ key }) => key)
const side = (id: string, role: 'consultant' | 'supervisor', since: string) =>
  chat(id, { agent_id: '9', participants: [{ person_id: '9', name: '李', role: 'agent', since: at(1) }, { person_id: ME, name: '方', role, since }] })

describe('the work list', () => {
  it('has offers first, then what is in hand, then where one takes part, then what is to be written up', () => {
    const list = workList([work('93', 'wrap_up'), work('91', 'in_hand'), work('92', 'offered')], [chat('1'), side('4', 'consultant', at(9)), chat('3', { state: 'ended' })], ME)
    expect(list.map(({ kind, key }) => [kind, key])).toEqual([
      ['offer', 'work/92'],
      ['hand', 'work/91'],
      ['side', 'chat/4'],
      ['wrap_up', 'work/93'],
    ])
    expect(list[1]?.chat?.id).toBe('1')
  })
  it('has the offer that ends sooner before the other', () => {
    const list = workList([work('1', 'offered', { offer_expires_at: at(30) }), work('2', 'offered', { offer_expires_at: at(20) })], [], ME)
    expect(keys(list)).toEqual(['work/2', 'work/1'])
  })
  it('keeps what is in hand in the order in which it was taken, whoever writes', () => {
    const first = work('91', 'in_hand', { answered_at: at(5) })
    const second = work('92', 'in_hand', { answered_at: at(9) })
    expect(keys(workList([second, first], [chat('2', { last_message_at: at(50) }), chat('1')], ME))).toEqual(['work/91', 'work/92'])
  })
  it('shows work whose chat is not told yet, and a chat whose work is not told yet, under the same key', () => {
    expect(workList([work('91', 'in_hand')], [], ME)).toMatchObject([{ key: 'work/91', kind: 'hand', chat: null }])
    expect(workList([], [chat('1')], ME)).toMatchObject([{ key: 'work/91', kind: 'hand', work: null }])
  })
  it('shows nothing of what has gone to somebody else or waits', () => {
    expect(workList([work('1', 'waiting'), work('2', 'ended')], [chat('3', { state: 'ended' }), chat('4', { participants: [] })], ME)).toEqual([])
  })
})

describe('what is shown', () => {
  const before = workList([work('91', 'in_hand'), work('92', 'in_hand', { answered_at: at(6) }), work('93', 'offered')], [chat('1'), chat('2')], ME)
  it('stays while it is there', () => expect(nextShown(before, before, 'work/92')).toBe('work/92'))
  it('is the neighbour of what went, but no offer', () => {
    const now = before.filter(({ key }) => key !== 'work/91')
    expect(nextShown(before, now, 'work/91')).toBe('work/92')
    expect(nextShown(before, now.slice(0, 1), 'work/91')).toBe('')
  })
  it('follows the chat when one takes it over', () => {
    const watching = workList([], [side('1', 'supervisor', at(3))], ME)
    const taken = workList([work('91', 'in_hand')], [chat('1')], ME)
    expect(nextShown(watching, taken, 'chat/1')).toBe('work/91')
  })
  it('moves around the list', () => {
    expect(neighbour(before, 'work/92', 1)).toBe('work/93')
    expect(neighbour(before, 'work/93', -1)).toBe('work/92')
    expect(neighbour(before, '', -1)).toBe('work/92')
    expect(neighbour([], '', 1)).toBe('')
  })
})
