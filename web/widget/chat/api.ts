// The visitor's side of the API. Every call either gives its answer or throws a Refusal; status 0 means that the
// server was not reached, so that the same may be sent again.
import type { EarlierChat, FormValues, Language, PageOf, Session, VisitorChat, VisitorMessage } from './protocol'

export interface Fault {
  path: string
  code: string
  message: string
}

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly key: string,
    message: string,
    readonly faults: readonly Fault[] = [],
    readonly retryAfterMs: number | null = null,
  ) {
    super(message)
  }
  // The way was the trouble, not what was sent.
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

export interface Upload {
  done: Promise<{ status: number; body: string; retryAfter: string | null }>
  cancel(): void
}
// The browser's ways out; tests bring their own.
export interface Ways {
  fetch: (url: string, init: RequestInit) => Promise<Response>
  upload: (url: string, headers: Record<string, string>, body: FormData, progress: (share: number) => void) => Upload
}

export interface Beginning {
  form: FormValues
  language: Language
  page: { url: string; title: string }
  text: string
  client_id: string
}

const BASE = '/api/v1/webchat'
const PATIENCE_MS = 20_000

function refusalOf(status: number, body: string, retryAfter: string | null): Refusal {
  let error: { key?: string; code?: string; message?: string; faults?: Fault[] } = {}
  try {
    error = (JSON.parse(body) as { error?: typeof error }).error ?? {}
  } catch {
    // Something between us and the server answered; the status says enough.
  }
  const seconds = Number(retryAfter)
  return new Refusal(status, error.key ?? error.code ?? '', error.message ?? '', error.faults ?? [], retryAfter && seconds >= 0 ? seconds * 1000 : null)
}
const unreached = () => new Refusal(0, 'unreached', '')

export class VisitorApi {
  token = ''

  constructor(
    private readonly ways: Ways,
    private readonly language: () => Language,
  ) {}

  private headers(): Record<string, string> {
    return { 'Accept-Language': this.language(), ...(this.token && { Authorization: `Bearer ${this.token}` }) }
  }

  private async fetch(method: string, path: string, body?: unknown): Promise<Response> {
    const stop = new AbortController()
    const clock = setTimeout(() => stop.abort(), PATIENCE_MS)
    const init: RequestInit = { method, headers: this.headers(), signal: stop.signal, credentials: 'omit', cache: 'no-store' }
    if (body !== undefined) {
      init.headers = { ...this.headers(), 'Content-Type': 'application/json' }
      init.body = JSON.stringify(body)
    }
    try {
      const response = await this.ways.fetch(BASE + path, init)
      if (response.ok) return response
      throw refusalOf(response.status, await response.text(), response.headers.get('Retry-After'))
    } catch (thrown) {
      throw thrown instanceof Refusal ? thrown : unreached()
    } finally {
      clearTimeout(clock)
    }
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.fetch(method, path, body)
    try {
      return (await response.json()) as T
    } catch {
      throw unreached() // the answer broke off
    }
  }

  session = (site_key: string, token: string | null) =>
    this.call<Session>('POST', '/sessions', { site_key, language: this.language(), ...(token && { token }) })
  begin = (beginning: Beginning) => this.call<VisitorChat>('POST', '/chats', beginning)
  leaveMessage = (message: Beginning) => this.call<{ id: string }>('POST', '/offline-messages', message)
  send = (chat: string, client_id: string, text: string) => this.call<VisitorMessage>('POST', `/chats/${chat}/messages`, { client_id, text })
  end = (chat: string) => this.call<VisitorChat>('POST', `/chats/${chat}/ends`)
  rate = (chat: string, score: number, comment: string) => this.call<VisitorChat>('POST', `/chats/${chat}/ratings`, { score, comment })
  history = (after: string | null) =>
    this.call<PageOf<EarlierChat>>('GET', `/history?limit=20${after ? `&after=${encodeURIComponent(after)}` : ''}`)

  // All messages after `seq`, ascending.
  async messages(chat: string, seq: number): Promise<VisitorMessage[]> {
    const found: VisitorMessage[] = []
    for (let after = seq; ; ) {
      const page = await this.call<PageOf<VisitorMessage>>('GET', `/chats/${chat}/messages?after=${after}&limit=200`)
      found.push(...page.items)
      const last = page.items.at(-1)
      if (page.next === null || page.next === undefined || !last) return found
      after = last.seq
    }
  }

  async file(chat: string, file: string): Promise<Blob> {
    const response = await this.fetch('GET', `/chats/${chat}/files/${file}`)
    return response.blob().catch(() => {
      throw unreached()
    })
  }

  upload(chat: string, client_id: string, file: File, progress: (share: number) => void): { done: Promise<VisitorMessage>; cancel(): void } {
    const body = new FormData()
    body.append('client_id', client_id)
    body.append('file', file, file.name)
    const upload = this.ways.upload(`${BASE}/chats/${chat}/files`, this.headers(), body, progress)
    const done = upload.done.then(
      (answer) => {
        if (answer.status < 200 || answer.status >= 300) throw refusalOf(answer.status, answer.body, answer.retryAfter)
        return JSON.parse(answer.body) as VisitorMessage
      },
      () => {
        throw unreached()
      },
    )
    return { done, cancel: upload.cancel }
  }
}

// By XMLHttpRequest, which alone tells how far an upload got.
function uploadByXhr(url: string, headers: Record<string, string>, body: FormData, progress: (share: number) => void): Upload {
  const request = new XMLHttpRequest()
  const done = new Promise<{ status: number; body: string; retryAfter: string | null }>((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0)
    request.onload = () => resolve({ status: request.status, body: request.responseText, retryAfter: request.getResponseHeader('Retry-After') })
    request.onerror = request.onabort = request.ontimeout = () => reject(new Error('unreached'))
  })
  request.open('POST', url)
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
  request.send(body)
  return { done, cancel: () => request.abort() }
}

export const browserWays: Ways = { fetch: (url, init) => fetch(url, init), upload: uploadByXhr }
