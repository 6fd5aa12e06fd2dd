// What was sent and is not known to have arrived. It is kept in this browser until the server has it, sent again under
// the same client_id after a lost network, and shown once: the server knows a message by its client_id. Each message is
// a key of its own in the store, so that tabs of one person never write over each other.
import type { ChatMessage, Visibility } from '@/features/chats'
import { asProblem } from '@/shared/api'

export interface Outgoing {
  client_id: string
  chat_id: string
  text: string
  visibility: Visibility
  written_at: number
  tab: string // that sends it, unless it stays too long
  fault: string // why the server will not have it; "" while it may still go
}

export interface OutboxOptions {
  person: string
  tab: string
  storage: Storage
  send: (message: Outgoing) => Promise<ChatMessage>
  // Calls `task` after `ms`; the result takes it back.
  later: (task: () => void, ms: number) => () => void
  now: () => number
  changed: (messages: readonly Outgoing[]) => void
  sent: (message: ChatMessage) => void
}

const PREFIX = 'yingda.chat.outbox.'
const OTHERS_AFTER_MS = 8_000 // what another tab left lying is taken over
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000]

// The server was not reached, or had no time: the same may be sent again.
export const isPassing = (status: number) => status === 0 || status === 429 || status >= 500

export class Outbox {
  private readonly prefix: string
  private held: Outgoing[] = []
  private readonly unstored = new Map<string, Outgoing>() // for which the store was full
  private readonly sending = new Set<string>() // chats, one message at a time, so that they keep their order
  private attempt = 0
  private cancelRetry: (() => void) | null = null
  private cancelTakeover: (() => void) | null = null
  private isClosed = false

  constructor(private readonly options: OutboxOptions) {
    this.prefix = `${PREFIX}${options.person}.`
    this.reload()
  }

  get messages(): readonly Outgoing[] {
    return this.held
  }

  add(chat_id: string, text: string, visibility: Visibility): Outgoing {
    // Later than what was written before, even within a millisecond: that is the order in which they go.
    const written_at = Math.max(this.options.now(), (this.held.at(-1)?.written_at ?? 0) + 1)
    const message = { client_id: crypto.randomUUID(), chat_id, text, visibility, written_at, tab: this.options.tab, fault: '' }
    this.keep(message)
    this.reload()
    this.flush()
    return message
  }

  // It arrived: the feed shows it, or the reply came.
  arrived(client_id: string): void {
    if (client_id === '' || !this.held.some((message) => message.client_id === client_id)) return
    this.discard(client_id)
  }

  retry(client_id: string): void {
    const message = this.held.find((one) => one.client_id === client_id)
    if (!message) return
    this.keep({ ...message, fault: '', tab: this.options.tab })
    this.reload()
    this.hurry()
  }

  discard(client_id: string): void {
    this.unstored.delete(client_id)
    this.options.storage.removeItem(this.prefix + client_id)
    this.reload()
  }

  discardAll(): void {
    for (const { client_id } of this.held) this.discard(client_id)
  }

  // Another tab wrote (its storage event), or we did.
  reload(): void {
    const found = [...this.unstored.values()]
    for (let at = 0; at < this.options.storage.length; at++) {
      const key = this.options.storage.key(at)
      if (key?.startsWith(this.prefix)) found.push(...parsed(this.options.storage.getItem(key)))
    }
    this.held = found.sort((a, b) => a.written_at - b.written_at || a.client_id.localeCompare(b.client_id))
    this.options.changed(this.held)
  }

  // The network came back: at once what would have been tried later.
  hurry(): void {
    this.attempt = 0
    this.cancelRetry?.()
    this.cancelRetry = null
    this.flush()
  }

  close(): void {
    this.isClosed = true
    this.cancelRetry?.()
    this.cancelTakeover?.()
    this.cancelRetry = this.cancelTakeover = null
  }

  flush(): void {
    if (this.isClosed) return
    let laterInMs: number | null = null
    const seen = new Set<string>()
    for (const message of this.held) {
      if (message.fault !== '' || seen.has(message.chat_id)) continue
      seen.add(message.chat_id)
      const age = this.options.now() - message.written_at
      if (message.tab !== this.options.tab && age < OTHERS_AFTER_MS) laterInMs = Math.min(laterInMs ?? Infinity, OTHERS_AFTER_MS - age)
      else if (!this.sending.has(message.chat_id) && !this.cancelRetry) void this.send(message)
    }
    if (laterInMs !== null) this.takeOverLater(laterInMs)
  }

  private async send(message: Outgoing): Promise<void> {
    this.sending.add(message.chat_id)
    let failed = false
    try {
      const known = await this.options.send(message)
      this.attempt = 0
      this.options.sent(known)
      this.arrived(message.client_id)
    } catch (thrown) {
      const problem = asProblem(thrown)
      failed = isPassing(problem.status) || problem.isUnauthenticated
      if (!failed) this.keep({ ...message, fault: problem.message })
      this.reload()
    } finally {
      this.sending.delete(message.chat_id)
    }
    if (failed) this.retryLater(PAUSES_MS[Math.min(this.attempt++, PAUSES_MS.length - 1)]!)
    else this.flush()
  }

  private retryLater(ms: number): void {
    if (this.cancelRetry || this.isClosed) return
    this.cancelRetry = this.options.later(() => {
      this.cancelRetry = null
      this.reload()
      this.flush()
    }, ms)
  }

  private takeOverLater(ms: number): void {
    this.cancelTakeover ??= this.options.later(() => {
      this.cancelTakeover = null
      this.reload()
      this.flush()
    }, ms)
  }

  private keep(message: Outgoing): void {
    try {
      this.options.storage.setItem(this.prefix + message.client_id, JSON.stringify(message))
    } catch {
      // A full store: it is still sent, and only lost if this tab is closed before.
      this.unstored.set(message.client_id, message)
    }
  }
}

function parsed(text: string | null): Outgoing[] {
  try {
    const found = JSON.parse(text ?? 'null') as Outgoing | null
    return found && typeof found.client_id === 'string' && typeof found.text === 'string' ? [found] : []
  } catch {
    return []
  }
}
