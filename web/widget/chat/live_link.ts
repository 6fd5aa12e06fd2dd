// The live connection of one chat: says hello with what is already known, passes frames on, and comes back after
// growing pauses for as long as it is wanted.
import { Backoff } from './backoff'
import type { LiveFrame } from './protocol'

export type LinkState = 'off' | 'connecting' | 'online' | 'lost'

// The part of WebSocket that is used; tests bring their own.
export interface LinkSocket {
  send(text: string): void
  close(code?: number): void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
}

export interface LinkOptions {
  open: () => LinkSocket
  later: (task: () => void, ms: number) => () => void // the result takes it back
  now: () => number
  random: () => number
  hello: () => { token: string; chat_id: string; after: number }
  frame: (frame: LiveFrame) => void
  changed: (state: LinkState) => void
  // The server closed with 1008: the token or the chat is not valid any more.
  refused: () => void
}

const NOT_ALLOWED = 1008
const OPENS_WITHIN_MS = 15_000
const LONGEST_SILENCE_MS = 25_000

export class LiveLink {
  state: LinkState = 'off'
  private socket: LinkSocket | null = null
  private takeBack: (() => void) | null = null
  private readonly backoff: Backoff

  constructor(private readonly options: LinkOptions) {
    this.backoff = new Backoff(options.random)
  }

  start(): void {
    if (this.state === 'off') this.connect()
  }
  stop(): void {
    this.drop()
    this.enter('off')
  }
  // Whatever the connection looks like, a new one is needed (the network went, or frames were missed).
  restart(): void {
    if (this.state === 'off') return
    this.drop()
    this.wait()
  }
  // There is news of the network: try at once what would have been tried later.
  hurry(): void {
    if (this.state !== 'lost') return
    this.drop()
    this.backoff.forget()
    this.connect()
  }
  send(op: object): boolean {
    if (this.state !== 'online' || !this.socket) return false
    this.socket.send(JSON.stringify(op))
    return true
  }

  private enter(state: LinkState): void {
    if (this.state === state) return
    this.state = state
    this.options.changed(state)
  }

  private drop(): void {
    this.takeBack?.()
    this.takeBack = null
    const socket = this.socket
    this.socket = null
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close(1000)
  }

  private connect(): void {
    if (this.state !== 'lost') this.enter('connecting')
    let socket: LinkSocket
    try {
      socket = this.options.open()
    } catch {
      return this.wait()
    }
    this.socket = socket
    this.listen(OPENS_WITHIN_MS)
    socket.onopen = () => socket.send(JSON.stringify({ op: 'hello', ...this.options.hello() }))
    socket.onmessage = ({ data }) => this.take(data)
    socket.onclose = ({ code }) => {
      this.drop()
      if (code !== NOT_ALLOWED) return this.wait()
      this.enter('off')
      this.options.refused()
    }
  }

  // A line on which nothing is heard for this long is dead, whatever the browser thinks of it.
  private listen(ms: number): void {
    this.takeBack?.()
    this.takeBack = this.options.later(() => this.restart(), ms)
  }

  private take(data: unknown): void {
    this.listen(LONGEST_SILENCE_MS)
    // Online is who was answered: until then the socket may stand and nobody listen.
    if (this.state !== 'online') {
      this.backoff.opened(this.options.now())
      this.enter('online')
    }
    const frame = readFrame(data)
    if (frame) this.options.frame(frame)
  }

  private wait(): void {
    const pause = this.backoff.failed(this.options.now())
    this.enter('lost')
    this.takeBack = this.options.later(() => this.connect(), pause)
  }
}

function readFrame(data: unknown): LiveFrame | null {
  try {
    const frame = JSON.parse(String(data)) as LiveFrame
    return typeof frame?.kind === 'string' ? frame : null
  } catch {
    return null
  }
}
