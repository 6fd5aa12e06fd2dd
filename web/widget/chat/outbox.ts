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
export type Outbox = ReturnType<typeof outboxOf>

const PREFIX = 'outbox.'

export function outboxOf(keep: Keep) {
  const refusals = new Map<string, string>()
  let lastAt = 0

  const isOwn = (name: string) => name.startsWith(PREFIX)
  const all = () =>
    keep
      .names()
      .flatMap((name) => (isOwn(name) ? readEntry(keep.get(name)) : []))
      .sort((a, b) => a.at - b.at)
  const of = (chat_id: string) => all().filter((entry) => entry.chat_id === chat_id)

  function add(entry: Omit<Outgoing, 'at'>, now: number): void {
    lastAt = Math.max(now, lastAt + 1)
    keep.set(PREFIX + entry.client_id, JSON.stringify({ ...entry, at: lastAt }))
  }
  function remove(client_id: string): void {
    refusals.delete(client_id)
    keep.remove(PREFIX + client_id)
  }
  // What other chats left behind, taken out.
  function takeLeftovers(chat_id: string | null): string[] {
    const left = all().filter((entry) => entry.chat_id !== chat_id)
    for (const { client_id } of left) remove(client_id)
    return left.map((entry) => entry.text)
  }

  return {
    add,
    all,
    isOwn,
    of,
    remove,
    takeLeftovers,
    next: (chat_id: string) => of(chat_id).find((entry) => !refusals.has(entry.client_id)),
    // The server will not have it: it waits for the visitor to try again or to let it go.
    refuse: (client_id: string, why: string) => void refusals.set(client_id, why),
    retry: (client_id: string) => void refusals.delete(client_id),
    refusalOf: (client_id: string) => refusals.get(client_id) ?? null,
  }
}

function readEntry(text: string | null): Outgoing[] {
  try {
    const found = Object(JSON.parse(text!)) as Outgoing
    return [found.client_id, found.chat_id, found.text].every((part) => typeof part === 'string') && found.at >= 0 ? [found] : []
  } catch {
    return []
  }
}
