// The one way to the server: typed by the generated paths, speaking the console's language, and turning every
// refusal into a Problem.
import { Problem, isAbort, type Fault } from './problem'
import type { Body, Params, PathWith, Reply, Verb } from './types'

export type Query = Record<string, string | number | boolean | null | undefined>

export interface ClientOptions {
  base: string
  fetch: typeof fetch
  language: () => string
  // The text of a failure that the server could not describe: "network", "timeout" or "unreadable".
  describe: (kind: string) => string
  // Called whenever the server says that nobody is signed in.
  signedOut: () => void
}

interface CallOptions {
  query?: Query
  signal?: AbortSignal
  version?: number // sent as If-Match
  once?: string // sent as Idempotency-Key
  quiet?: boolean // a 401 is an answer here, not the end of the session
  timeoutMs?: number
}

export interface NamedFile {
  name: string
  bytes: Blob
}

type WithParams<P> = keyof Params<P> extends never ? { params?: undefined } : { params: Params<P> }
type Options<P> = CallOptions & WithParams<P>
// Options may be left out where the path names nothing.
type Rest<P> = keyof Params<P> extends never ? [options?: Options<P>] : [options: Options<P>]

const TIMEOUT_MS = 30_000

export class ApiClient {
  constructor(private readonly options: ClientOptions) {}

  get<P extends PathWith<'get'>>(path: P, ...rest: Rest<P>): Promise<Reply<P, 'get'>> {
    return this.call('get', path, undefined, rest[0])
  }
  post<P extends PathWith<'post'>>(path: P, body: Body<P, 'post'>, ...rest: Rest<P>): Promise<Reply<P, 'post'>> {
    return this.call('post', path, body, rest[0])
  }
  put<P extends PathWith<'put'>>(path: P, body: Body<P, 'put'>, ...rest: Rest<P>): Promise<Reply<P, 'put'>> {
    return this.call('put', path, body, rest[0])
  }
  delete<P extends PathWith<'delete'>>(path: P, ...rest: Rest<P>): Promise<Reply<P, 'delete'>> {
    return this.call('delete', path, undefined, rest[0])
  }
  // A file with its fields (multipart/form-data). No time limit: a large file on a slow line takes long.
  upload<P extends PathWith<'post'>>(path: P, form: FormData, ...rest: Rest<P>): Promise<Reply<P, 'post'>> {
    return this.call('post', path, form, { ...rest[0], timeoutMs: 0 } as Options<P>)
  }
  // A file that the server makes of what is asked.
  async file<P extends PathWith<'post'>>(path: P, body: Body<P, 'post'>, ...rest: Rest<P>): Promise<NamedFile> {
    const response = await this.answer('post', path, body, rest[0])
    const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? ''
    return { name, bytes: await response.blob() }
  }
  // The address of something that the browser fetches itself (a download).
  address<P extends PathWith<'get'>>(path: P, ...rest: Rest<P>): string {
    return this.options.base + fill(path, rest[0]?.params) + queryString(rest[0]?.query)
  }

  private async answer(verb: Verb, path: string, body: unknown, options: CallOptions & { params?: object } = {}): Promise<Response> {
    const address = this.options.base + fill(path, options.params) + queryString(options.query)
    const response = await this.send(address, verb, body, options)
    if (!response.ok) throw await this.refusal(response, options.quiet ?? false)
    return response
  }

  private async call<R>(verb: Verb, path: string, body: unknown, options?: CallOptions & { params?: object }): Promise<R> {
    const response = await this.answer(verb, path, body, options)
    if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as R
    const text = await response.text()
    return (text === '' ? undefined : this.parse(text, response)) as R
  }

  private async send(address: string, verb: Verb, body: unknown, options: CallOptions): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': this.options.language() }
    const isForm = body instanceof FormData
    if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json'
    if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`
    if (options.once !== undefined) headers['Idempotency-Key'] = options.once
    try {
      return await this.options.fetch(address, {
        method: verb.toUpperCase(),
        headers,
        body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
        credentials: 'same-origin',
        signal: limited(options.signal, options.timeoutMs ?? TIMEOUT_MS),
      })
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown
      const kind = thrown instanceof DOMException && thrown.name === 'TimeoutError' ? 'timeout' : 'network'
      throw new Problem({ status: 0, code: kind, key: kind, message: this.options.describe(kind) })
    }
  }

  private async refusal(response: Response, quiet: boolean): Promise<Problem> {
    if (response.status === 401 && !quiet) this.options.signedOut()
    const seconds = Number(response.headers.get('retry-after'))
    const parts = {
      status: response.status,
      code: 'unreadable',
      key: 'unreadable',
      message: this.options.describe('unreadable'),
      retryAfterSeconds: seconds > 0 ? seconds : null,
    }
    try {
      const { error } = (await response.json()) as { error: ErrorBody }
      return new Problem({ ...parts, ...error, faults: error.faults ?? [], traceId: error.trace_id ?? '' })
    } catch {
      return new Problem(parts)
    }
  }

  private parse(text: string, response: Response): unknown {
    try {
      return JSON.parse(text)
    } catch {
      const kind = 'unreadable'
      throw new Problem({ status: response.status, code: kind, key: kind, message: this.options.describe(kind) })
    }
  }
}

interface ErrorBody {
  code: string
  key: string
  message: string
  faults?: Fault[]
  trace_id?: string
}

function fill(path: string, params: object | undefined): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = (params as Record<string, string> | undefined)?.[name]
    if (value === undefined) throw new Error(`The path ${path} needs ${name}`)
    return encodeURIComponent(value)
  })
}

// Empty values are no filters.
export function queryString(query: Query | undefined): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

function limited(signal: AbortSignal | undefined, timeoutMs: number): AbortSignal | undefined {
  if (timeoutMs === 0) return signal
  const timeout = AbortSignal.timeout(timeoutMs)
  return signal ? AbortSignal.any([signal, timeout]) : timeout
}
