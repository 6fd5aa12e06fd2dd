// One caller of the API: a browser with its cookie, or a program with its key. Plain node:http, so that a
// scenario decides every header.
import http from 'node:http'
import https from 'node:https'
import type { Server } from './program.ts'
import { adminPassword } from './program.ts'

export interface Reply {
  status: number
  headers: http.IncomingHttpHeaders
  bytes: Buffer
  text: string
  json: any // undefined when the body is not JSON
}

export interface RequestOptions {
  body?: unknown // sent as JSON; a string or Buffer goes as it is
  headers?: Record<string, string | undefined> // undefined leaves a header out
  timeoutMs?: number
}

export class Client {
  cookie = ''
  private readonly agent: http.Agent

  constructor(
    readonly url: string,
    private readonly always: Record<string, string> = {},
    localAddress?: string, // from which it connects
  ) {
    this.agent = url.startsWith('https')
      ? new https.Agent({ keepAlive: true, localAddress, rejectUnauthorized: false })
      : new http.Agent({ keepAlive: true, localAddress })
  }

  // Rejects when the connection breaks before the whole reply is there.
  request(method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
    const raw = typeof options.body === 'string' || Buffer.isBuffer(options.body)
    const body = options.body === undefined || raw ? (options.body as string | Buffer | undefined) : JSON.stringify(options.body)
    const headers: Record<string, string> = {}
    const wanted = {
      'accept-language': 'en',
      origin: method === 'GET' || method === 'HEAD' ? undefined : this.url,
      cookie: this.cookie || undefined,
      'content-type': body === undefined ? undefined : 'application/json',
      'content-length': body === undefined ? undefined : String(Buffer.byteLength(body)),
      ...this.always,
      ...options.headers,
    }
    for (const [name, value] of Object.entries(wanted)) if (value !== undefined) headers[name] = value
    const { request } = this.url.startsWith('https') ? https : http
    return new Promise((resolve, reject) => {
      const sent = request(this.url + path, { method, headers, agent: this.agent }, (reply) => {
        const pieces: Buffer[] = []
        reply.on('data', (piece) => pieces.push(piece))
        reply.on('error', reject)
        reply.on('aborted', () => reject(new Error('the reply was cut')))
        reply.on('end', () => resolve(this.take(reply, Buffer.concat(pieces))))
      })
      sent.setTimeout(options.timeoutMs ?? 30_000, () => sent.destroy(new Error(`no reply to ${method} ${path}`)))
      sent.on('error', reject)
      sent.end(body)
    })
  }

  get(path: string, headers?: RequestOptions['headers']) {
    return this.request('GET', path, { headers })
  }
  post(path: string, body?: unknown, headers?: RequestOptions['headers']) {
    return this.request('POST', path, { body, headers })
  }
  put(path: string, version: number, body: unknown) {
    return this.request('PUT', path, { body, headers: { 'if-match': `"${version}"` } })
  }
  delete(path: string) {
    return this.request('DELETE', path)
  }

  async signIn(user = 'admin', password = adminPassword): Promise<any> {
    const reply = await this.post('/api/v1/session', { user, password })
    if (reply.status !== 200) throw new Error(`sign-in of ${user}: ${reply.status} ${reply.text}`)
    return reply.json
  }

  // All items of a list, page by page.
  async all(path: string): Promise<any[]> {
    const items: any[] = []
    for (let after = ''; ; ) {
      const page = await this.get(`${path}${path.includes('?') ? '&' : '?'}limit=200${after}`)
      if (page.status !== 200) throw new Error(`${path}: ${page.status} ${page.text}`)
      items.push(...page.json.items)
      if (page.json.next === null) return items
      after = `&after=${page.json.next}`
    }
  }

  close() {
    this.agent.destroy()
  }

  private take(reply: http.IncomingMessage, bytes: Buffer): Reply {
    const text = bytes.toString('utf8')
    for (const cookie of reply.headers['set-cookie'] ?? []) this.cookie = cookie.split(';')[0]
    let json: any
    if (reply.headers['content-type']?.startsWith('application/json') && text) json = JSON.parse(text)
    return { status: reply.statusCode!, headers: reply.headers, bytes, text, json }
  }
}

// Signed in as the administrator whom every new server has.
export async function admin(server: Server): Promise<Client> {
  const client = new Client(server.url)
  await client.signIn()
  return client
}

export async function headOffice(client: Client): Promise<string> {
  return (await client.get('/api/v1/centres')).json.items[0].id
}

export function teamFields(centre_id: string, name: string) {
  return { centre_id, department_id: null, name, leader_id: null }
}

export function queueFields(centre_id: string, name: string, more: object = {}) {
  const plain = { name_en: '', channel: 'webchat', active: true, strategy: 'longest_idle', stages: [], calendar_id: null, emergency: false }
  const figures = { priority_seconds: 0, offer_seconds: 15, missed_offers: 1, wrap_up_seconds: 30, most_waiting: 0, overflow_queue_id: null, overflow_seconds: 300 }
  return { centre_id, name, ...plain, ...figures, ...more }
}

export function siteFields(centre_id: string, queue_id: string, more: object = {}) {
  const question = (key: string, kind: string, label: string, label_en: string, required: boolean, choices: string[] = []) => ({ key, kind, label, label_en, required, choices })
  const form = [question('name', 'name', '怎么称呼您', 'Your name', true), question('phone', 'phone', '联系电话', 'Phone', false), question('kind', 'choice', '咨询类别', 'What it is about', false, ['报修', '缴费'])]
  const texts = { greeting: '您好，欢迎咨询', greeting_en: 'Hello', offline_text: '我们每天 8 点到 22 点在线', offline_text_en: '', privacy_note: '信息只用于本次咨询', privacy_note_en: '' }
  return { centre_id, queue_id, name: '星河有线', name_en: 'Xinghe Cable', origins: [], ...texts, colour: '#0b6fb8', form, ask_rating: true, silence_minutes: 10, last_agent_seconds: 0, active: true, ...more }
}

export function personFields(centre_id: string, login: string, more: object = {}) {
  const plain = { number: '', phone: '', email: '', language: null, active: true, grants: [] }
  return { centre_id, department_id: null, team_id: null, login, name: login, ...plain, ...more }
}

export function customerFields(centre_id: string, name: string, more: object = {}) {
  const plain = { note: '', tags: [], identities: [], addresses: [], fields: {} }
  return { centre_id, kind: 'person', stage: 'lead', name, owner_id: null, ...plain, ...more }
}

export function phone(value: string) {
  return { id: '', kind: 'phone', value, label: '', preferred: true, masked: false }
}

export async function roleId(client: Client, key: string): Promise<string> {
  return (await client.all('/api/v1/roles')).find((role) => role.key === key).id
}
