// The messages of one chat as they are held here: what the live feed tells (the latest), what was asked for (older ones,
// or ones that were missed), and what was just sent. By their number, each once. Pure.
import type { ChatMessage } from './types'

export type Log = readonly ChatMessage[]

// `held` with what is new. The same list comes back when nothing is.
export function merged(held: Log, incoming: Log): Log {
  const last = held.at(-1)?.seq ?? 0
  const sorted = [...incoming].sort((a, b) => a.seq - b.seq)
  if (sorted.length === 0) return held
  if (sorted[0]!.seq > last && sorted.every((message, at) => at === 0 || message.seq > sorted[at - 1]!.seq)) return [...held, ...sorted]
  const bySeq = new Map(held.map((message) => [message.seq, message]))
  const isNew = sorted.some((message) => bySeq.get(message.seq)?.id !== message.id)
  if (!isNew) return held
  for (const message of sorted) bySeq.set(message.seq, message)
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

// The number after which something is missing between what is held; null when nothing is. (What is missing before the
// first is older, and asked for when somebody looks for it.)
export function gapAfter(log: Log): number | null {
  for (let at = log.length - 1; at > 0; at--) if (log[at]!.seq > log[at - 1]!.seq + 1) return log[at - 1]!.seq
  return null
}

export const hasOlder = (log: Log) => (log[0]?.seq ?? 1) > 1

// The question for the page before what is held: messages are told upwards from a number.
export function olderQuery(log: Log, pageSize: number): { after: number; limit: number } | null {
  const first = log[0]?.seq ?? 1
  if (first <= 1) return null
  const after = Math.max(0, first - 1 - pageSize)
  return { after, limit: first - 1 - after }
}

const isSaid = (message: ChatMessage) => message.kind !== 'notice'

// Since when the visitor waits for an answer: the first word after the agent's last one.
export function waitingSince(log: Log): string | null {
  let since: string | null = null
  for (let at = log.length - 1; at >= 0; at--) {
    const message = log[at]!
    if (!isSaid(message)) continue
    if (message.author === 'visitor') since = message.at
    else if (message.author === 'agent' && message.visibility === 'everyone') break
  }
  return since
}

export function unreadCount(log: Log, readSeq: number): number {
  let count = 0
  for (let at = log.length - 1; at >= 0 && log[at]!.seq > readSeq; at--) if (log[at]!.author === 'visitor') count++
  return count
}

// The first word of somebody else that was not read, before which a line is drawn.
export function firstUnread(log: Log, readSeq: number): number | null {
  return log.find((message) => message.seq > readSeq && message.author === 'visitor')?.seq ?? null
}

// Whether an agent has said anything to the visitor yet.
export const isAnswered = (log: Log) => log.some((message) => message.author === 'agent' && isSaid(message) && message.visibility === 'everyone')

export const lastSaid = (log: Log): ChatMessage | undefined => log.findLast(isSaid)
