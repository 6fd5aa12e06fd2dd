// The desk over a fake feed: what frames of the live socket and answers of the server make of it.
import { createPinia, setActivePinia } from 'pinia'
import { nextTick } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/access'
import type { ChatMessage } from '@/features/chats'
import { useLive } from '@/shared/live'
import { chat, ME, message } from '@/tests/chats'
import { useDesk } from '../desk'
import { work } from './work'

class Feed {
  static last: Feed
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  asked: string[] = []
  private seqs = new Map<string, number>()
  constructor() {
    Feed.last = this
  }
  send(text: string) {
    const { op, topic } = JSON.parse(text) as { op: string; topic: string }
    if (op === 'subscribe') this.asked.push(topic)
  }
  close() {}
  snapshot(topic: string, items: object[]) {
    this.seqs.set(topic, 0)
    this.onmessage?.({ data: JSON.stringify({ topic, epoch: 'e', seq: 0, snapshot: items }) })
  }
  delta(topic: string, upserts: object[], removes: string[] = []) {
    const seq = (this.seqs.get(topic) ?? 0) + 1
    this.seqs.set(topic, seq)
    this.onmessage?.({ data: JSON.stringify({ topic, epoch: 'e', seq, upserts, removes }) })
  }
}

// The server's answers, by method and path.
let answers: Record<string, (body: any) => object | undefined>
let asked: string[]
beforeEach(async () => {
  setActivePinia(createPinia())
  answers = {}
  asked = []
  vi.stubGlobal('WebSocket', Feed)
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    const key = `${init.method} ${address.replace('/api/v1', '')}`
    asked.push(key)
    const answer = answers[key.split('?')[0]!]
    if (!answer) return Promise.reject(new TypeError('no network'))
    const body = answer(typeof init.body === 'string' ? JSON.parse(init.body) : init.body)
    return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status: body === undefined ? 204 : 200 }))
  })
  const session = useSession()
  session.current = { person_id: ME, rights: [{ right: 'agents.work', scope: 'team' }] } as never
  const live = useLive()
  useDesk()
  live.start()
  Feed.last.onopen?.()
  await settle()
})
afterEach(() => {
  useLive().stop()
  useSession().current = null
  vi.unstubAllGlobals()
})
const settle = async () => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
  await nextTick()
}
const texts = (id = '7') => useDesk().logOf(id).map(({ text }) => text)
const page = (items: ChatMessage[]) => ({ items, next: null, total: items.length, total_exceeds: false })

describe('the desk', () => {
  it('asks for what is the agent’s own, and shows it as one list', async () => {
    expect([...Feed.last.asked].sort()).toEqual(['canned_replies', 'chat_typing', 'my_agent', 'my_chat_messages', 'my_chats', 'my_work'])
    const desk = useDesk()
    Feed.last.snapshot('my_work', [work('97', 'in_hand'), work('98', 'offered')])
    Feed.last.snapshot('my_chats', [chat('7')])
    await settle()
    expect(desk.isReady).toBe(true)
    expect(desk.entries.map(({ key, kind }) => [key, kind])).toEqual([
      ['work/98', 'offer'],
      ['work/97', 'hand'],
    ])
    expect(desk.shown?.key).toBe('work/97')
  })

  it('holds each message once, whoever tells it, and tells news once', async () => {
    const heard: number[] = []
    useDesk().onMessage(({ seq }) => heard.push(seq))
    Feed.last.snapshot('my_chat_messages', [message(1), message(2)])
    Feed.last.delta('my_chat_messages', [message(3)])
    Feed.last.delta('my_chat_messages', [message(3)])
    await settle()
    expect(texts()).toEqual(['第 1 句', '第 2 句', '第 3 句'])
    expect(heard).toEqual([3])
  })

  it('takes all of a chat that comes here as known, not as news', async () => {
    const heard: number[] = []
    useDesk().onMessage(({ seq }) => heard.push(seq))
    Feed.last.snapshot('my_chat_messages', [])
    Feed.last.delta('my_chat_messages', [message(1), message(2), message(3)])
    Feed.last.delta('my_chat_messages', [message(4)])
    await settle()
    expect(heard).toEqual([4])
  })

  it('asks for what it missed when the feed begins later than what is held', async () => {
    answers['GET /chats/7/messages'] = () => page([message(3), message(4)])
    Feed.last.snapshot('my_chat_messages', [message(1), message(2)])
    Feed.last.snapshot('my_chat_messages', [message(5)])
    await settle()
    expect(texts()).toHaveLength(5)
    expect(asked).toEqual(['GET /chats/7/messages?after=2&limit=200'])
  })

  it('asks for older messages a page at a time', async () => {
    answers['GET /chats/7/messages'] = () => page([message(1), message(2)])
    Feed.last.snapshot('my_chat_messages', [message(3)])
    const desk = useDesk()
    expect(desk.hasOlder('7')).toBe(true)
    await desk.loadOlder('7')
    expect(texts()).toHaveLength(3)
    expect(desk.hasOlder('7')).toBe(false)
  })

  it('shows what was sent once, though the feed and the answer both tell it', async () => {
    let said: ChatMessage | undefined
    answers['POST /chats/7/messages'] = (body) => (said = message(2, { author: 'agent', author_id: ME, client_id: body.client_id, text: body.text }))
    Feed.last.snapshot('my_chat_messages', [message(1)])
    const desk = useDesk()
    desk.say('7', '您好', 'everyone')
    expect(desk.outgoing).toHaveLength(1)
    await vi.waitFor(() => expect(desk.outgoing).toHaveLength(0))
    Feed.last.delta('my_chat_messages', [said!])
    await settle()
    expect(texts()).toEqual(['第 1 句', '您好'])
  })

  it('keeps what cannot be sent, and drops it when the feed shows that it had arrived', async () => {
    Feed.last.snapshot('my_chat_messages', [message(1)])
    const desk = useDesk()
    const out = desk.say('7', '断线时写的', 'everyone')!
    await settle()
    expect(desk.outgoing).toHaveLength(1)
    Feed.last.delta('my_chat_messages', [message(2, { author: 'agent', client_id: out.client_id, text: '断线时写的' })])
    await settle()
    expect(desk.outgoing).toEqual([])
    expect(texts()).toEqual(['第 1 句', '断线时写的'])
  })

  it('keeps everything while the connection is lost', async () => {
    const desk = useDesk()
    Feed.last.snapshot('my_work', [work('97', 'in_hand')])
    Feed.last.snapshot('my_chats', [chat('7')])
    Feed.last.snapshot('my_chat_messages', [message(1)])
    await settle()
    Feed.last.onclose?.({ code: 1012 })
    await settle()
    expect(desk.entries).toHaveLength(1)
    expect(texts()).toEqual(['第 1 句'])
  })

  it('counts what is unread until it is read here', async () => {
    answers['POST /chats/7/reads'] = () => undefined
    Feed.last.snapshot('my_chat_messages', [message(1), message(2)])
    const desk = useDesk()
    expect(desk.unread(chat('7', { agent_read_seq: 1 }))).toBe(1)
    await desk.markRead(chat('7', { agent_read_seq: 1 }))
    expect(desk.unread(chat('7', { agent_read_seq: 1 }))).toBe(0)
    expect(asked).toContain('POST /chats/7/reads')
  })

  it('forgets everything with the person', async () => {
    Feed.last.snapshot('my_chat_messages', [message(1)])
    useSession().current = null
    await settle()
    expect(texts()).toEqual([])
    expect(useDesk().outgoing).toEqual([])
  })
})
