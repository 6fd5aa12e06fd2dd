// Visitors and agents of a web chat. Each works until the server dies under it, comes back to the next one,
// repeats what was not acknowledged under the same client_id, and remembers what it was told.
import WebSocket from 'ws'
import { Client } from './client.ts'
import { expect } from './engines.ts'
import { fold, Live } from './live.ts'

export interface Said {
  chat: string
  client: string
  text: string
  seq: number
}
type Next = (below: number) => number
// What all do until the end of a round; when closing, nobody begins or says anything new.
export interface Round {
  url: string
  closing: boolean
  acknowledged(): void
}

export function isLoss(error: unknown): boolean {
  return !!(error as NodeJS.ErrnoException).code || /cut|hang up|no reply|the feed closed/.test(String(error))
}

async function untilLost(work: () => Promise<void>) {
  try {
    await work()
  } catch (error) {
    if (!isLoss(error)) throw error
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

// What a browser shows of one chat: every message once, in order, whatever happens to the connection.
class Screen {
  chat: any
  seen = 0
  fault = ''
  private socket?: WebSocket
  private watchers: (() => void)[] = []

  constructor(
    readonly id: string,
    private readonly token: string,
  ) {}

  async connect(url: string, localAddress: string) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/webchat/live`, { origin: url, localAddress, perMessageDeflate: false })
    this.socket = socket
    this.chat = undefined
    socket.on('message', (data) => this.take(JSON.parse(String(data))))
    socket.on('close', () => this.tell())
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.on('error', reject)
    })
    socket.send(JSON.stringify({ op: 'hello', token: this.token, chat_id: this.id, after: this.seen }))
    await this.until(() => this.chat)
  }

  // Resolves as soon as `fits`; rejects when the connection breaks.
  async until(fits: () => unknown) {
    while (!fits()) {
      if (this.socket!.readyState > WebSocket.OPEN) throw new Error('the feed closed')
      await new Promise<void>((resolve) => this.watchers.push(resolve))
    }
  }

  async next() {
    let told = false
    this.watchers.push(() => (told = true))
    await this.until(() => told)
  }

  receive() {
    if (this.socket!.readyState === WebSocket.OPEN) this.socket!.send(JSON.stringify({ op: 'read', seq: this.seen }))
  }

  get isComplete(): boolean {
    return this.chat?.state === 'ended' && this.seen >= this.chat.last_seq
  }

  close() {
    this.socket?.terminate()
  }

  private take(frame: any) {
    if (frame.kind === 'chat') this.chat = frame.chat
    if (frame.kind === 'error') this.fault ||= JSON.stringify(frame)
    if (frame.kind === 'message') {
      // Nobody whispers here, so a visitor sees every number.
      if (frame.message.seq !== this.seen + 1) this.fault ||= `message ${frame.message.seq} after ${this.seen} of chat ${this.id}`
      this.seen = frame.message.seq
    }
    this.tell()
  }

  private tell() {
    this.watchers.splice(0).forEach((resolve) => resolve())
  }
}

type Attempt = { kind: 'start' | 'say' | 'end'; client: string; text: string }

export class Visitor {
  readonly said: Said[] = []
  readonly refused: { chat: string; client: string }[] = []
  readonly started = new Map<string, string>() // chats by the client_id that began them
  readonly ended = new Set<string>()
  token = ''
  pending?: Attempt
  screen?: Screen
  private client!: Client
  private count = 0

  constructor(
    readonly name: string,
    private readonly address: string,
    private readonly next: Next,
  ) {}

  connection(url: string): Client {
    return new Client(url, { authorization: `Bearer ${this.token}` }, this.address)
  }

  async open(url: string, site_key: string) {
    const client = this.connection(url)
    const reply = await client.post('/api/v1/webchat/sessions', { site_key, token: this.token || null, language: null })
    expect(reply.status, reply.text).toBe(200)
    this.token = reply.json.token
    client.close()
    return reply.json
  }

  async work(round: Round) {
    this.client = this.connection(round.url)
    await untilLost(async () => {
      await this.screen?.connect(round.url, this.address)
      while (await this.step(round)) {}
    })
    this.client.close()
    this.screen?.close()
    expect(this.screen?.fault ?? '').toBe('')
  }

  // False when there is nothing left to do.
  private async step(round: Round): Promise<boolean> {
    if (this.pending) return this.send(round, this.pending)
    if (this.screen) return this.talk(round, this.screen)
    if (round.closing) return false
    this.pending = { kind: 'start', client: `${this.name}-${++this.count}`, text: this.next(2) ? this.words() : '' }
    return true
  }

  private async talk(round: Round, screen: Screen): Promise<boolean> {
    if (screen.chat.state === 'ended') {
      await screen.until(() => screen.isComplete)
      screen.close()
      expect(screen.fault).toBe('')
      this.screen = undefined
      return true
    }
    const choice = this.next(100)
    if (round.closing || choice >= 80) {
      screen.receive()
      await screen.next()
    } else {
      this.pending = { kind: choice < 3 ? 'end' : 'say', client: `${this.name}-${++this.count}`, text: this.words() }
    }
    return true
  }

  private words(): string {
    return `${this.name} 说 ${this.count} 📺 ${'啊'.repeat(this.next(40))}。`
  }

  private async send(round: Round, { kind, client, text }: Attempt): Promise<boolean> {
    const chat = this.screen?.id ?? ''
    const reply = await this.client.post(...this.requestOf({ kind, client, text }, chat))
    if (reply.status === 429) {
      await pause(100)
      return true
    }
    this.pending = undefined
    if (kind === 'start') {
      expect(reply.status, reply.text).toBe(201)
      this.started.set(client, reply.json.id)
      if (text) this.said.push({ chat: reply.json.id, client: `first-${client}`, text, seq: 1 })
      this.screen = new Screen(reply.json.id, this.token)
      round.acknowledged()
      await this.screen.connect(round.url, this.address)
      return true
    }
    if (reply.status === 409) this.refused.push({ chat, client })
    else expect(reply.status, reply.text).toBe(200)
    if (kind === 'say' && reply.status === 200) remember(this.said, { chat, client, text, seq: reply.json.seq })
    if (kind === 'end' && reply.status === 200) this.ended.add(chat)
    round.acknowledged()
    return true
  }

  private requestOf({ kind, client, text }: Attempt, chat: string): [string, unknown?] {
    const path = '/api/v1/webchat/chats'
    if (kind === 'start') return [path, { form: {}, language: 'zh-CN', page: { url: '', title: '' }, text, client_id: client }]
    if (kind === 'say') return [`${path}/${chat}/messages`, { client_id: client, text }]
    return [`${path}/${chat}/ends`]
  }
}

// What one author is told goes up.
function remember(said: Said[], one: Said) {
  const before = said.findLast((other) => other.chat === one.chat)
  expect(one.seq, `${one.client} after ${before?.client}`).toBeGreaterThan(before?.seq ?? 0)
  said.push(one)
}

export class Agent {
  readonly said: Said[] = []
  // Said once or not at all: the chat may have gone to another agent before it was repeated.
  readonly unsure: { chat: string; client: string }[] = []
  readonly answered: string[] = []
  readonly ended: string[] = []
  readonly finished: string[] = []
  pending?: Omit<Said, 'seq'>
  private client!: Client
  private count = 0

  constructor(
    readonly id: string,
    readonly name: string,
    readonly cookie: string,
    private readonly queues: string[],
    private readonly colleagues: () => string[],
    private readonly next: Next,
  ) {}

  connection(url: string): Client {
    const client = new Client(url)
    client.cookie = this.cookie
    return client
  }

  async work(round: Round, isOver: () => boolean) {
    this.client = this.connection(round.url)
    let live: Live | undefined
    await untilLost(async () => {
      live = await Live.open(this.client)
      for (const topic of ['my_agent', 'my_work', 'my_chats', 'my_chat_messages']) await live.subscribe(topic)
      await this.say(round)
      await this.beReady(live)
      const acted = new Map<string, string>()
      while (!isOver()) await this.step(round, live, acted)
    })
    if (live) {
      // Throws on a gap.
      for (const topic of ['my_work', 'my_chats', 'my_chat_messages']) fold(live.frames, topic)
      live.close()
    }
    this.client.close()
  }

  private async beReady(live: Live) {
    const [own] = fold(live.frames, 'my_agent').values()
    if (own.state !== 'ready') await this.act('/api/v1/agent-states/mine/readiness', { ready: true, reason_id: null })
  }

  private async step(round: Round, live: Live, acted: Map<string, string>) {
    const heard = live.frames.length
    const work = [...fold(live.frames, 'my_work').values()].filter((item) => acted.get(item.id) !== JSON.stringify(item))
    if (!work.length) {
      await Promise.race([live.until(() => live.frames.length > heard), pause(200)])
      return this.beReady(live)
    }
    const item = work[this.next(work.length)]
    if (item.state === 'in_hand') {
      const chat = [...fold(live.frames, 'my_chats').values()].find((one) => one.work_item_id === item.id)
      if (!chat) await live.until(() => live.frames.length > heard)
      else if (await this.handle(round, chat.id)) acted.set(item.id, JSON.stringify(item))
      return
    }
    acted.set(item.id, JSON.stringify(item))
    if (item.state === 'offered' && (await this.act(`/api/v1/work-offers/${item.offer_id}/answers`))) this.answered.push(item.offer_id)
    if (item.state === 'wrap_up' && (await this.act(`/api/v1/work-items/${item.id}/completions`))) this.finished.push(item.id)
    round.acknowledged()
  }

  // True when the chat is out of hand then.
  private async handle(round: Round, chat: string): Promise<boolean> {
    const choice = round.closing ? 80 : this.next(100)
    if (choice < 75) {
      this.pending = { chat, client: `${this.name}-${++this.count}`, text: `${this.name} 答 ${this.count}` }
      await this.say(round)
      return false
    }
    if (choice < 90) {
      if (await this.act(`/api/v1/chats/${chat}/ends`)) this.ended.push(chat)
    } else {
      const others = this.colleagues().filter((id) => id !== this.id)
      const goal = choice < 96 ? { queue_id: this.queues[this.next(this.queues.length)] } : { agent_id: others[this.next(others.length)] }
      await this.act(`/api/v1/chats/${chat}/transfers`, { ...goal, note: '' })
    }
    round.acknowledged()
    return true
  }

  private async say(round: Round) {
    if (!this.pending) return
    const { chat, client, text } = this.pending
    const reply = await this.client.post(`/api/v1/chats/${chat}/messages`, { client_id: client, text, visibility: 'everyone' })
    this.pending = undefined
    if (reply.status === 200) remember(this.said, { chat, client, text, seq: reply.json.seq })
    else {
      expect([404, 409], reply.text).toContain(reply.status)
      this.unsure.push({ chat, client })
    }
    round.acknowledged()
  }

  // False when the moment for it had passed.
  private async act(path: string, body?: object): Promise<boolean> {
    const reply = await this.client.post(path, body)
    expect([200, 404, 409], `${path} ${reply.text}`).toContain(reply.status)
    return reply.status === 200
  }
}
