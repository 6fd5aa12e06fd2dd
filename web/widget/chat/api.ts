// The visitor's side of the API. Every call either gives its answer or throws a Refusal; status 0 means that the
// server was not reached, so that the same may be sent again.
import type { Beginning, EarlierChat, Language, PageOf, Session, Trouble, VisitorChat, VisitorMessage } from './protocol'

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly trouble: Trouble = {},
    readonly retryAfterMs?: number,
  ) {
    super(trouble.message)
  }
  // The way was the trouble, not what was sent.
  get isPassing(): boolean {
    return !this.status || this.status === 429 || this.status >= 500
  }
}

export interface Upload<Answer> {
  done: Promise<Answer>
  cancel(): void
}
// The browser's ways out; tests bring their own.
export interface Ways {
  fetch: (url: string, init: RequestInit) => Promise<Response>
  upload: (url: string, headers: Record<string, string>, body: FormData, progress: (share: number) => void) => Upload<Response>
}
export type VisitorApi = ReturnType<typeof apiOf>

const BASE = '/api/v1/webchat'
const PATIENCE_MS = 20_000

// Something between us and the server may have answered; then the status says enough.
async function refusalOf(response: Response): Promise<Refusal> {
  const { error } = (await response.json().catch(() => ({}))) as { error?: Trouble }
  const seconds = parseInt(response.headers.get('Retry-After') ?? '')
  return new Refusal(response.status, error, seconds >= 0 ? seconds * 1000 : undefined)
}

// Also an answer that broke off counts as none.
async function answerOf<T>(coming: Promise<Response>, kind: 'json' | 'blob' = 'json'): Promise<T> {
  try {
    const response = await coming
    if (!response.ok) throw await refusalOf(response)
    return (await response[kind]()) as T
  } catch (thrown) {
    throw thrown instanceof Refusal ? thrown : new Refusal(0)
  }
}

export function apiOf(ways: Ways, language: () => Language) {
  const headers = () => ({ 'Accept-Language': language(), ...(api.token && { Authorization: `Bearer ${api.token}` }) })

  function request(method: string, path: string, body?: unknown): Promise<Response> {
    const stop = new AbortController()
    const clock = setTimeout(() => stop.abort(), PATIENCE_MS)
    const init: RequestInit = { method, headers: headers(), signal: stop.signal, credentials: 'omit', cache: 'no-store' }
    if (body) {
      init.headers = { ...headers(), 'Content-Type': 'application/json' }
      init.body = JSON.stringify(body)
    }
    return ways.fetch(BASE + path, init).finally(() => clearTimeout(clock))
  }
  const get = <T>(path: string) => answerOf<T>(request('GET', path))
  const post = <T>(path: string, body?: unknown) => answerOf<T>(request('POST', path, body))

  // All messages after `seq`, ascending.
  async function messages(chat: string, seq: number): Promise<VisitorMessage[]> {
    const { items, next } = await get<PageOf<VisitorMessage>>(`/chats/${chat}/messages?after=${seq}&limit=200`)
    const last = items.at(-1)
    return next != null && last ? [...items, ...(await messages(chat, last.seq))] : items
  }

  function upload(chat: string, client_id: string, file: File, progress: (share: number) => void): Upload<VisitorMessage> {
    const body = new FormData()
    body.append('client_id', client_id)
    body.append('file', file, file.name)
    const { done, cancel } = ways.upload(`${BASE}/chats/${chat}/files`, headers(), body, progress)
    return { done: answerOf(done), cancel }
  }

  const api = {
    token: '',
    messages,
    upload,
    session: (site_key: string, token: string | null) => post<Session>('/sessions', { site_key, language: language(), token: token ?? undefined }),
    begin: (beginning: Beginning) => post<VisitorChat>('/chats', beginning),
    leaveMessage: (message: Beginning) => post<{ id: string }>('/offline-messages', message),
    send: (chat: string, client_id: string, text: string) => post<VisitorMessage>(`/chats/${chat}/messages`, { client_id, text }),
    end: (chat: string) => post<VisitorChat>(`/chats/${chat}/ends`),
    rate: (chat: string, score: number, comment: string) => post<VisitorChat>(`/chats/${chat}/ratings`, { score, comment }),
    history: (after: string | number | null | undefined) => get<PageOf<EarlierChat>>(`/history?limit=20${after ? `&after=${encodeURIComponent(after)}` : ''}`),
    file: (chat: string, file: string) => answerOf<Blob>(request('GET', `/chats/${chat}/files/${file}`), 'blob'),
  }
  return api
}

// By XMLHttpRequest, which alone tells how far an upload got.
function uploadByXhr(url: string, headers: Record<string, string>, body: FormData, progress: (share: number) => void): Upload<Response> {
  const request = new XMLHttpRequest()
  const done = new Promise<Response>((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0)
    request.onload = () => resolve(new Response(request.response as string, { status: request.status, headers: { 'Retry-After': request.getResponseHeader('Retry-After') ?? '' } }))
    request.onerror = request.onabort = reject
  })
  request.open('POST', url)
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
  request.send(body)
  return { done, cancel: () => request.abort() }
}

export const browserWays: Ways = { fetch: (url, init) => fetch(url, init), upload: uploadByXhr }
