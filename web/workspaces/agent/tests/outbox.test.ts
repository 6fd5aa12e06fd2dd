import { beforeEach, describe, expect, it } from 'vitest'
import type { ChatMessage } from '@/features/chats'
import { Problem } from '@/shared/api'
import { message } from '@/tests/chats'
import { Outbox, type Outgoing } from '../outbox'

// A server that has every message once, however often it is sent; and a network that may lose the question or the answer.
class World {
  now = 0
  arrived: string[] = []
  calls = 0
  fails: 'no' | 'before' | 'after' | 'refuses' = 'no'
  tasks: { at: number; task: () => void }[] = []
  shown: readonly Outgoing[] = []
  sent: ChatMessage[] = []

  open(tab = 'one'): Outbox {
    return new Outbox({
      person: '2',
      tab,
      storage: localStorage,
      send: async (out) => {
        this.calls++
        if (this.fails === 'refuses') throw new Problem({ status: 409, code: 'wrong_state', key: 'chat_ended', message: '会话已结束' })
        if (this.fails === 'before') throw new Problem({ status: 0, code: 'network', key: 'network', message: '' })
        if (!this.arrived.includes(out.client_id)) this.arrived.push(out.client_id)
        if (this.fails === 'after') throw new Problem({ status: 0, code: 'network', key: 'network', message: '' })
        return message(this.arrived.length, { client_id: out.client_id, author: 'agent' })
      },
      later: (task, ms) => {
        const planned = { at: this.now + ms, task }
        this.tasks.push(planned)
        return () => (this.tasks = this.tasks.filter((one) => one !== planned))
      },
      now: () => this.now,
      changed: (messages) => (this.shown = messages),
      sent: (known) => this.sent.push(known),
    })
  }
  async settle() {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  async pass(ms: number) {
    this.now += ms
    const due = this.tasks.filter((one) => one.at <= this.now)
    this.tasks = this.tasks.filter((one) => one.at > this.now)
    for (const one of due) one.task()
    await this.settle()
  }
}

let world: World
beforeEach(() => (world = new World()))

describe('the outbox', () => {
  it('sends at once and holds nothing afterwards', async () => {
    const outbox = world.open()
    outbox.add('7', '您好', 'everyone')
    expect(world.shown).toHaveLength(1)
    await world.settle()
    expect(world.shown).toEqual([])
    expect(world.sent).toHaveLength(1)
    expect(Object.keys(localStorage).filter((key) => key.includes('outbox'))).toEqual([])
  })
  it('sends one after another in each chat', async () => {
    const outbox = world.open()
    for (const text of ['一', '二', '三']) outbox.add('7', text, 'everyone')
    expect(world.calls).toBe(1)
    const wanted = world.shown.map(({ client_id }) => client_id)
    await world.settle()
    expect(world.arrived).toEqual(wanted)
  })
  it('sends again after the network was lost, under the same id, so that nothing is said twice', async () => {
    world.fails = 'after'
    const outbox = world.open()
    outbox.add('7', '您好', 'everyone')
    await world.settle()
    expect(world.shown).toHaveLength(1)
    await world.pass(600)
    expect(world.calls).toBe(2)
    world.fails = 'no'
    outbox.hurry()
    await world.settle()
    expect(world.arrived).toHaveLength(1)
    expect(world.shown).toEqual([])
  })
  it('goes on after a crash with what was not sent', async () => {
    world.fails = 'before'
    world.open().add('7', '您好', 'agents')
    await world.settle()
    world.fails = 'no'
    const next = world.open()
    expect(next.messages).toMatchObject([{ text: '您好', visibility: 'agents' }])
    next.flush()
    await world.settle()
    expect(next.messages).toEqual([])
    expect(world.arrived).toHaveLength(1)
  })
  it('leaves to another tab what that tab is sending, and takes it over when it does not', async () => {
    world.fails = 'before'
    world.open('one').add('7', '您好', 'everyone')
    await world.settle()
    world.tasks = [] // that tab is gone
    world.fails = 'no'
    const calls = world.calls
    const other = world.open('two')
    other.flush()
    await world.settle()
    expect(world.calls).toBe(calls)
    await world.pass(8_100)
    expect(other.messages).toEqual([])
  })
  it('does not wait with the own words for what another tab is sending', async () => {
    world.fails = 'before'
    world.open('one').add('7', '一', 'everyone')
    await world.settle()
    world.tasks = []
    world.fails = 'no'
    const other = world.open('two')
    other.flush()
    other.add('8', '二', 'everyone')
    await world.settle()
    expect(other.messages.map(({ text }) => text)).toEqual(['一'])
  })
  it('keeps what is refused until the agent decides, and sends what follows', async () => {
    world.fails = 'refuses'
    const outbox = world.open()
    const first = outbox.add('7', '一', 'everyone')
    await world.settle()
    expect(world.shown).toMatchObject([{ fault: '会话已结束' }])
    world.fails = 'no'
    outbox.add('7', '二', 'everyone')
    await world.settle()
    expect(world.shown).toHaveLength(1)
    outbox.retry(first.client_id)
    await world.settle()
    expect(world.shown).toEqual([])
  })
  it('forgets what the feed shows, though the answer was lost', async () => {
    world.fails = 'after'
    const outbox = world.open()
    const { client_id } = outbox.add('7', '您好', 'everyone')
    await world.settle()
    outbox.arrived(client_id)
    expect(world.shown).toEqual([])
    await world.pass(60_000)
    expect(world.calls).toBe(1)
  })
  it('reads nothing of another person', () => {
    localStorage.setItem('yingda.chat.outbox.3.x', JSON.stringify({ client_id: 'x', text: '不是我的' }))
    localStorage.setItem('yingda.chat.outbox.2.y', 'no json')
    expect(world.open().messages).toEqual([])
  })
})
