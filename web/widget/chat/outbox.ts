// Texts that the visitor wrote and the server has not confirmed. Each lies under a key of its own, so that two tabs
// never overwrite each other's, and outlives a reload. Sent twice by two tabs or after a lost reply, the server knows
// it by its client_id and keeps one.
import type { Keep } from './keep'

export interface Outgoing {
  client_id: string
  chat_id: string
  text: string
  at: number // when it was written; also its place among the others
}

const PREFIX = 'outbox.'

export class Outbox {
  private readonly refusals = new Map<string, string>()
  private lastAt = 0

  constructor(private readonly keep: Keep) {}

  add(entry: Omit<Outgoing, 'at'>, now: number): Outgoing {
    this.lastAt = Math.max(now, this.lastAt + 1)
    const outgoing = { ...entry, at: this.lastAt }
    this.keep.set(PREFIX + entry.client_id, JSON.stringify(outgoing))
    return outgoing
  }

  remove(client_id: string): void {
    this.refusals.delete(client_id)
    this.keep.remove(PREFIX + client_id)
  }

  // The server will not have it: it waits for the visitor to try again or to let it go.
  refuse(client_id: string, why: string): void {
    this.refusals.set(client_id, why)
  }
  retry(client_id: string): void {
    this.refusals.delete(client_id)
  }
  refusalOf(client_id: string): string | null {
    return this.refusals.get(client_id) ?? null
  }

  all(): Outgoing[] {
    return this.keep
      .names()
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => readEntry(this.keep.get(name)))
      .filter((entry) => entry !== null)
      .sort((a, b) => a.at - b.at)
  }
  of(chat_id: string): Outgoing[] {
    return this.all().filter((entry) => entry.chat_id === chat_id)
  }
  next(chat_id: string): Outgoing | null {
    return this.of(chat_id).find((entry) => !this.refusals.has(entry.client_id)) ?? null
  }

  // What other chats left behind, taken out.
  takeLeftovers(chat_id: string | null): string[] {
    const left = this.all().filter((entry) => entry.chat_id !== chat_id)
    for (const { client_id } of left) this.remove(client_id)
    return left.map((entry) => entry.text)
  }

  isOwn = (name: string) => name.startsWith(PREFIX)
}

function readEntry(text: string | null): Outgoing | null {
  try {
    const found = JSON.parse(text ?? 'null') as Partial<Outgoing> | null
    const isWhole = typeof found?.client_id === 'string' && typeof found.chat_id === 'string' && typeof found.text === 'string' && typeof found.at === 'number'
    return isWhole ? (found as Outgoing) : null
  } catch {
    return null
  }
}
