// A visitor of a web site as the widget speaks for one: the visitor's calls of web chat, and its socket.
import { randomUUID } from 'node:crypto'
import WebSocket from 'ws'
import type { Server } from './program.ts'

export class Visitor {
  token = ''
  chat: any = null
  readonly messages: any[] = [] // in the order in which they came
  private socket: WebSocket | null = null
  private readonly watchers = new Set<() => void>()

  constructor(
    private readonly server: Server,
    private readonly siteKey: string,
  ) {}

  async call(method: string, path: string, body?: unknown, type?: string): Promise<{ status: number; json: any }> {
    const headers: Record<string, string> = { 'accept-language': 'zh-CN' }
    if (this.token) headers.authorization = `Bearer ${this.token}`
    if (body !== undefined) headers['content-type'] = type ?? 'application/json'
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body)
    const reply = await fetch(`${this.server.url}/api/v1/webchat${path}`, {
      method,
      headers,
      body: body === undefined ? (method === 'GET' ? undefined : '') : isRaw ? (body as string) : JSON.stringify(body),
    })
    const text = await reply.text()
    const isJson = reply.headers.get('content-type')?.startsWith('application/json')
    return { status: reply.status, json: isJson && text ? JSON.parse(text) : text }
  }
  private async done(method: string, path: string, body?: unknown, type?: string): Promise<any> {
    const { status, json } = await this.call(method, path, body, type)
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`)
    return json
  }

  // Begins a chat and listens.
  async begin(form: Record<string, string>, text: string, page = { url: 'https://www.example.cn/bill', title: '我的账单' }): Promise<void> {
    const session = await this.done('POST', '/sessions', { site_key: this.siteKey, token: this.token || null, language: 'zh-CN' })
    this.token = session.token
    this.chat = await this.done('POST', '/chats', { form, language: 'zh-CN', page, text, client_id: randomUUID() })
    await this.listen()
  }
  private listen(): Promise<void> {
    const socket = (this.socket = new WebSocket(`${this.server.url.replace('http', 'ws')}/api/v1/webchat/live`, { perMessageDeflate: false, origin: this.server.url }))
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data))
      if (frame.kind === 'chat') this.chat = frame.chat
      if (frame.kind === 'message') {
        this.messages.push(frame.message)
        socket.send(JSON.stringify({ op: 'received', seq: frame.message.seq }))
      }
      this.watchers.forEach((look) => look())
    })
    socket.on('error', () => {})
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.once('open', () => {
        socket.send(JSON.stringify({ op: 'hello', token: this.token, chat_id: this.chat.id, after: this.messages.at(-1)?.seq ?? 0 }))
        resolve()
      })
    })
  }

  say(text: string): Promise<any> {
    return this.done('POST', `/chats/${this.chat.id}/messages`, { client_id: randomUUID(), text })
  }
  sendFile(name: string, type: string, content: string): Promise<any> {
    const border = 'yingda-visitor'
    const part = (head: string, body: string) => `--${border}\r\n${head}\r\n\r\n${body}\r\n`
    const body =
      part('Content-Disposition: form-data; name="client_id"', randomUUID()) +
      part(`Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}`, content) +
      `--${border}--\r\n`
    return this.done('POST', `/chats/${this.chat.id}/files`, body, `multipart/form-data; boundary=${border}`)
  }
  fileStatus(fileId: string): Promise<number> {
    return this.call('GET', `/chats/${this.chat.id}/files/${fileId}`).then(({ status }) => status)
  }
  types() {
    this.socket?.send(JSON.stringify({ op: 'typing' }))
  }
  read() {
    this.socket?.send(JSON.stringify({ op: 'read', seq: this.messages.at(-1)?.seq ?? 0 }))
  }
  rate(score: number, comment: string): Promise<any> {
    return this.done('POST', `/chats/${this.chat.id}/ratings`, { score, comment })
  }
  async end(): Promise<void> {
    this.chat = await this.done('POST', `/chats/${this.chat.id}/ends`)
  }

  // Until what has come fits; the words of who waits are for the failure.
  until(fits: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.watchers.delete(look)
        reject(new Error(`the visitor did not get ${what}; it has ${JSON.stringify(this.messages.map(({ text }) => text))} and ${JSON.stringify(this.chat)}`))
      }, 20_000)
      const look = () => {
        if (!fits()) return
        clearTimeout(timer)
        this.watchers.delete(look)
        resolve()
      }
      this.watchers.add(look)
      look()
    })
  }
  hears(text: string): Promise<void> {
    return this.until(() => this.messages.some((message) => message.text.includes(text)), text)
  }
  leave() {
    this.socket?.close()
  }
}
