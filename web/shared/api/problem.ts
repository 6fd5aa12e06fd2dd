// A refusal of the server (or of the way to it), as pages show it.

export interface Fault {
  path: string // JSON pointer, "" the whole body
  code: string
  message: string
}

interface ProblemParts {
  status: number
  code: string
  key: string
  message: string
  faults?: Fault[]
  traceId?: string
  retryAfterSeconds?: number | null
}

export class Problem extends Error {
  readonly status: number // 0: the server was not reached
  readonly code: string
  readonly key: string
  readonly faults: Fault[]
  readonly traceId: string
  readonly retryAfterSeconds: number | null

  constructor(parts: ProblemParts) {
    super(parts.message)
    this.name = 'Problem'
    this.status = parts.status
    this.code = parts.code
    this.key = parts.key
    this.faults = parts.faults ?? []
    this.traceId = parts.traceId ?? ''
    this.retryAfterSeconds = parts.retryAfterSeconds ?? null
  }

  get isStale(): boolean {
    return this.status === 412
  }
  get isUnauthenticated(): boolean {
    return this.status === 401
  }
  get isForbidden(): boolean {
    return this.status === 403
  }
  get isMissing(): boolean {
    return this.status === 404
  }
}

// What was thrown, as a Problem; our own mistakes become one too, so that a page always has something to show.
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new Problem({ status: -1, code: 'console', key: 'console', message })
}

export function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError'
}
