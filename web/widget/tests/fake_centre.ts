// The server's side of the visitor's protocol, in memory: enough of it to cut the line at any point and see that
// nothing is lost or said twice.
import type { Upload, Ways } from '../chat/api'
import type { LinkSocket } from '../chat/live_link'
import type { Admission, Site, VisitorChat, VisitorMessage } from '../chat/protocol'

export const site: Site = {
  name: '星河有线',
  name_en: 'Xinghe Cable',
  greeting: '您好',
  greeting_en: 'Hello',
  offline_text: '',
  offline_text_en: '',
  privacy_note: '',
  privacy_note_en: '',
  colour: '#0b6fb8',
  form: [{ key: 'phone', kind: 'phone', label: '电话', label_en: 'Phone', required: true, choices: [] }],
  ask_rating: true,
  max_file_bytes: 1000,
}

class FakeSocket implements LinkSocket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  readonly heard: Record<string, unknown>[] = []

  constructor(private readonly centre: FakeCentre) {}
  send(text: string): void {
    const op = JSON.parse(text) as Record<string, unknown>
    this.heard.push(op)
    if (op.op === 'hello') this.centre.welcome(this, Number(op.after))
  }
  close(): void {
    this.centre.sockets.delete(this)
  }
  say(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
}

export class FakeCentre {
  admission: Admission = 'open'
  chat: VisitorChat | null = null
  messages: VisitorMessage[] = []
  offline: unknown[] = []
  calls: string[] = []
  isUp = true
  losesReplies = 0 // takes what is sent, and the answer does not get back
  refuses: { status: number; error: object } | null = null
  readonly sockets = new Set<FakeSocket>()
  readonly opened: FakeSocket[] = []

  readonly ways: Ways = {
    fetch: (url, init) => this.fetch(url, init),
    upload: (url, _headers, body) => this.upload(url, body),
  }

  open = (): LinkSocket => {
    const socket = new FakeSocket(this)
    this.opened.push(socket)
    queueMicrotask(() => {
      if (!this.isUp) return socket.onclose?.({ code: 1006 })
      this.sockets.add(socket)
      socket.onopen?.()
    })
    return socket
  }

  // The network or the server goes; sockets learn of it by their close.
  down(code = 1006): void {
    this.isUp = false
    for (const socket of [...this.sockets]) {
      this.sockets.delete(socket)
      socket.onclose?.({ code })
    }
  }
  up(): void {
    this.isUp = true
  }

  welcome(socket: FakeSocket, after: number): void {
    socket.say({ kind: 'chat', chat: this.chat })
    for (const message of this.messages) if (message.seq > after) socket.say({ kind: 'message', message })
  }
  update(change: Partial<VisitorChat>): void {
    Object.assign(this.chat!, change)
    for (const socket of this.sockets) socket.say({ kind: 'chat', chat: this.chat })
  }
  // Sequence numbers have gaps: agents write things that visitors do not see.
  add(message: Partial<VisitorMessage>): VisitorMessage {
    const seq = (this.messages.at(-1)?.seq ?? 0) + 2
    const whole: VisitorMessage = { id: `m${seq}`, chat_id: this.chat!.id, seq, at: new Date(0).toISOString(), author: 'agent', author_name: '方小安', kind: 'text', text: '', client_id: '', file: null, ...message }
    this.messages.push(whole)
    for (const socket of this.sockets) socket.say({ kind: 'message', message: whole })
    return whole
  }
  texts = () => this.messages.map((message) => message.text)

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    const path = url.replace('/api/v1/webchat', '')
    this.calls.push(`${init.method} ${path}`)
    if (!this.isUp) throw new TypeError('Failed to fetch')
    if (this.refuses) return reply(this.refuses.status, { error: this.refuses.error })
    const answer = this.answer(`${init.method} ${path}`, init.body ? JSON.parse(String(init.body)) : {})
    if (this.losesReplies > 0 && init.method === 'POST') {
      this.losesReplies -= 1
      throw new TypeError('Failed to fetch')
    }
    return answer
  }

  private answer(call: string, body: Record<string, string>): Response {
    if (call === 'POST /sessions') return reply(200, { token: body.token ?? 'token', site, admission: this.admission, opens_at: null, chat: this.chat })
    if (call === 'POST /chats') return this.begin(body)
    if (call === 'POST /offline-messages') return reply(201, { id: String(this.offline.push(body)) })
    if (/^POST .*\/messages$/.test(call)) return this.chat!.state === 'ended' ? refusal(409, 'chat_ended') : reply(200, this.take(body.client_id!, { text: body.text }))
    if (/^POST .*\/ends$/.test(call)) {
      this.update({ state: 'ended', ended_by: 'visitor', may_rate: true })
      return reply(200, this.chat)
    }
    if (/^POST .*\/ratings$/.test(call)) {
      Object.assign(this.chat!, { rating: body.score, may_rate: false })
      return reply(200, this.chat)
    }
    const after = Number(/after=(\d+)/.exec(call)?.[1] ?? 0)
    if (/^GET .*\/messages\?/.test(call)) return reply(200, { items: this.messages.filter((message) => message.seq > after), next: null })
    return refusal(404, 'not_found')
  }

  private begin(body: Record<string, string>): Response {
    if (this.admission !== 'open') return refusal(409, `queue_${this.admission}`)
    if (!this.chat || this.chat.state === 'ended') {
      this.chat = { id: 'c1', state: 'waiting', position: 2, expected_wait_seconds: 90, agent: null, agent_read_seq: 0, last_seq: 0, started_at: new Date(0).toISOString(), ended_at: null, ended_by: null, rating: null, may_rate: false }
      if (body.text) this.take(body.client_id!, { text: body.text })
    }
    return reply(201, this.chat)
  }
  private take(client_id: string, message: Partial<VisitorMessage>): VisitorMessage {
    return this.messages.find((known) => known.client_id === client_id) ?? this.add({ ...message, client_id, author: 'visitor', author_name: '' })
  }

  private upload(_url: string, body: FormData): Upload<Response> {
    if (!this.isUp) return { done: Promise.reject(new Error('unreached')), cancel: () => undefined }
    const file = body.get('file') as File
    const shared = { id: 'f1', name: file.name, content_type: file.type, size: file.size, width: null, height: null }
    const message = this.take(String(body.get('client_id')), { kind: 'file', file: shared })
    return { done: Promise.resolve(reply(201, message)), cancel: () => undefined }
  }
}

const reply = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
const refusal = (status: number, key: string) => reply(status, { error: { code: 'wrong_state', key, message: key, faults: [] } })
