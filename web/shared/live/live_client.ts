// One WebSocket for the whole console. Topics are counted: the first watcher subscribes, the last one leaving
// unsubscribes. A gap asks for a new snapshot; a lost connection is opened again after a growing pause. The server says
// something every four seconds, so a longer silence is a lost connection too, whatever the browser thinks of it.
import { Replica, type Applied, type DeltaFrame, type Frame, type LiveItem, type RefusalFrame, type SnapshotFrame } from './replica'

export type LiveState = 'idle' | 'connecting' | 'online' | 'waiting' | 'signed_out'

// The part of WebSocket that is used; tests bring their own.
export interface LiveSocket {
  send(text: string): void
  close(code?: number): void
  onopen: (() => void) | null
  onmessage: ((event: { data: string }) => void) | null
  onclose: ((event: { code: number }) => void) | null
}

export interface LiveOptions {
  open: () => LiveSocket
  // Calls `task` after `ms`; the result takes it back.
  later: (task: () => void, ms: number) => () => void
  random: () => number
  stateChanged: (state: LiveState) => void
  signedOut: () => void
  // Asked when a connection was refused before it opened: is anybody still signed in?
  stillSignedIn: () => Promise<boolean>
}

export interface Watcher {
  // `change` is null for a new snapshot.
  changed: (items: ReadonlyMap<string, LiveItem>, change: Applied | null) => void
  refused: (refusal: RefusalFrame['error']) => void
}

interface Watch {
  watcher: Watcher
  ids: readonly string[] | null // null: the whole topic
}

interface Topic {
  replica: Replica
  watches: Set<Watch>
  asked: string | null // what this connection was asked for: "all", or ids; null nothing
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
const LONGEST_SILENCE_MS = 12_000
const OPENS_WITHIN_MS = 15_000
const SIGNED_OUT = 4401
const WHOLE = 'all'

export function pauseMs(attempt: number, random: number): number {
  const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt)
  return whole / 2 + (whole / 2) * random
}

export class LiveClient {
  state: LiveState = 'idle'
  private socket: LiveSocket | null = null
  private topics = new Map<string, Topic>()
  private attempt = 0
  private cancelRetry: (() => void) | null = null
  private cancelSilence: (() => void) | null = null
  private flushing = false
  private readonly dirty = new Set<string>()

  constructor(private readonly options: LiveOptions) {}

  start(): void {
    if (this.state === 'idle' || this.state === 'signed_out') this.connect()
  }

  stop(): void {
    this.cancelRetry?.()
    this.cancelRetry = null
    this.drop()
    this.enter('idle')
  }

  // Tries at once what would have been tried later (the network came back, the page is looked at again).
  hurry(): void {
    if (this.state !== 'waiting') return
    this.cancelRetry?.()
    this.attempt = 0
    this.connect()
  }

  watch(name: string, watcher: Watcher, ids: readonly string[] | null = null): () => void {
    const topic = this.topics.get(name) ?? { replica: new Replica(), watches: new Set<Watch>(), asked: null }
    this.topics.set(name, topic)
    const watch: Watch = { watcher, ids }
    topic.watches.add(watch)
    if (topic.asked === WHOLE && topic.replica.current) watcher.changed(topic.replica.items, null)
    this.resubscribeSoon(name)
    return () => {
      if (topic.watches.delete(watch)) this.resubscribeSoon(name)
    }
  }

  private enter(state: LiveState): void {
    if (this.state === state) return
    this.state = state
    this.options.stateChanged(state)
  }

  private connect(): void {
    this.cancelRetry = null
    this.enter('connecting')
    const socket = this.options.open()
    this.socket = socket
    this.listen(OPENS_WITHIN_MS)
    let opened = false
    socket.onopen = () => {
      opened = true
      this.listen(LONGEST_SILENCE_MS)
      this.attempt = 0
      this.enter('online')
      for (const name of this.topics.keys()) this.subscribe(name)
    }
    socket.onmessage = (event) => {
      this.listen(LONGEST_SILENCE_MS)
      this.receive(event.data)
    }
    socket.onclose = (event) => {
      this.detach()
      if (event.code === SIGNED_OUT) this.leave()
      else if (opened) this.retryLater()
      else void this.retryIfSignedIn()
    }
  }

  // What is not heard for this long has gone.
  private listen(ms: number): void {
    this.cancelSilence?.()
    this.cancelSilence = this.options.later(() => {
      this.drop()
      this.retryLater()
    }, ms)
  }

  private drop(): void {
    const socket = this.socket
    this.detach()
    socket?.close()
  }

  private detach(): void {
    this.cancelSilence?.()
    this.cancelSilence = null
    if (this.socket) this.socket.onopen = this.socket.onmessage = this.socket.onclose = null
    this.socket = null
    for (const topic of this.topics.values()) {
      topic.asked = null
      topic.replica.outdate()
    }
  }

  private leave(): void {
    this.enter('signed_out')
    this.options.signedOut()
  }

  private async retryIfSignedIn(): Promise<void> {
    this.enter('waiting')
    const signedIn = await this.options.stillSignedIn()
    if (this.state !== 'waiting') return
    if (signedIn) this.retryLater()
    else this.leave()
  }

  private retryLater(): void {
    this.enter('waiting')
    this.cancelRetry = this.options.later(() => this.connect(), pauseMs(this.attempt++, this.options.random()))
  }

  // Watchers come and go in bunches while a page is built: one message tells the sum.
  private resubscribeSoon(name: string): void {
    this.dirty.add(name)
    if (this.flushing) return
    this.flushing = true
    queueMicrotask(() => {
      this.flushing = false
      const names = [...this.dirty]
      this.dirty.clear()
      for (const dirtyName of names) this.subscribe(dirtyName)
    })
  }

  private subscribe(name: string): void {
    const topic = this.topics.get(name)
    if (!topic) return
    const ids = idsOf(topic)
    const wanted = topic.watches.size === 0 || ids?.length === 0 ? null : (ids?.join(',') ?? WHOLE)
    if (this.state === 'online' && wanted !== topic.asked) {
      if (wanted === null) this.send({ op: 'unsubscribe', topic: name })
      else this.send({ op: 'subscribe', topic: name, ...(ids === null ? {} : { ids }) })
      topic.asked = wanted
      topic.replica.outdate()
    }
    if (topic.watches.size === 0) this.topics.delete(name)
  }

  private send(message: object): void {
    this.socket?.send(JSON.stringify(message))
  }

  private receive(data: string): void {
    const frame = JSON.parse(data) as Frame
    if ('beat' in frame) return
    const topic = this.topics.get(frame.topic)
    if (!topic || topic.watches.size === 0) return
    if ('error' in frame) this.takeRefusal(topic, frame)
    else if ('snapshot' in frame) this.takeSnapshot(topic, frame)
    else this.takeDelta(topic, frame)
  }

  private takeRefusal(topic: Topic, frame: RefusalFrame): void {
    topic.asked = null // whoever comes next may ask again
    for (const { watcher } of topic.watches) watcher.refused(frame.error)
  }

  private takeSnapshot(topic: Topic, frame: SnapshotFrame): void {
    topic.replica.take(frame)
    for (const { watcher } of topic.watches) watcher.changed(topic.replica.items, null)
  }

  private takeDelta(topic: Topic, frame: DeltaFrame): void {
    if (!topic.replica.current) return // a snapshot is on its way
    const change = topic.replica.apply(frame)
    if (change === null) {
      topic.asked = null
      this.subscribe(frame.topic)
    } else if (change.upserted.length + change.removed.length > 0) {
      for (const { watcher } of topic.watches) watcher.changed(topic.replica.items, change)
    }
  }
}

// All ids that somebody watches; null when somebody watches the whole topic.
function idsOf(topic: Topic): string[] | null {
  const ids = new Set<string>()
  for (const watch of topic.watches) {
    if (watch.ids === null) return null
    for (const id of watch.ids) ids.add(id)
  }
  return [...ids].sort()
}
