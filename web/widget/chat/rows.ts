// The lines of a conversation, made from messages, what is on its way, and what was said before.
import type { EarlierPart } from './earlier_chats'
import type { Outgoing } from './outbox'
import type { VisitorMessage } from './protocol'
import type { Sending } from './uploads'

export type Mark = 'delivered' | 'read' | null
export type Row =
  | { kind: 'day'; key: string; day: string }
  | { kind: 'divider'; key: string; of: 'earlier' | 'now' | 'unread'; at: string }
  | { kind: 'message'; key: string; message: VisitorMessage; isFirst: boolean; isLast: boolean; mark: Mark }
  | { kind: 'outgoing'; key: string; outgoing: Outgoing; refusal: string | null }
  | { kind: 'upload'; key: string; sending: Sending; share: number; state: string }

export interface Conversation {
  earlier: readonly EarlierPart[]
  messages: readonly VisitorMessage[]
  startedAt: string | null
  readByAgent: number
  firstUnread: number | null
  outgoing: readonly Outgoing[]
  refusalOf: (client_id: string) => string | null
  uploads: readonly Sending[]
}

const GROUP_WITHIN_MS = 3 * 60_000
const keyOf = (message: VisitorMessage) => (message.author === 'visitor' && message.client_id ? `c:${message.client_id}` : `m:${message.id}`)
export const dayOf = (at: number) => new Date(at).toDateString()

// Whether two messages that follow each other stand as one.
function isGroup(one: VisitorMessage | undefined, next: VisitorMessage | undefined): boolean {
  if (!one || !next || one.kind === 'notice' || next.kind === 'notice') return false
  return one.author === next.author && one.author_name === next.author_name && Date.parse(next.at) - Date.parse(one.at) < GROUP_WITHIN_MS
}

function messageRows(messages: readonly VisitorMessage[], prefix: string, readByAgent: number, firstUnread: number | null): Row[] {
  const lastOwn = messages.filter((message) => message.author === 'visitor').at(-1)
  const rows: Row[] = []
  let day = ''
  messages.forEach((message, at) => {
    const own = dayOf(Date.parse(message.at))
    if (own !== day) rows.push({ kind: 'day', key: `${prefix}d:${own}`, day: message.at })
    if (message.seq === firstUnread) rows.push({ kind: 'divider', key: 'unread', of: 'unread', at: '' })
    const isFirst = own !== day || message.seq === firstUnread || !isGroup(messages[at - 1], message)
    const next = messages[at + 1]
    const isLast = !isGroup(message, next) || dayOf(Date.parse(next!.at)) !== own || next!.seq === firstUnread
    const mark: Mark = prefix || message !== lastOwn ? null : message.seq <= readByAgent ? 'read' : 'delivered'
    rows.push({ kind: 'message', key: prefix + keyOf(message), message, isFirst, isLast: isLast || mark !== null, mark })
    day = own
  })
  return rows
}

export function rowsOf(conversation: Conversation): Row[] {
  const rows: Row[] = []
  for (const { chat, messages } of conversation.earlier) {
    rows.push({ kind: 'divider', key: `e:${chat.id}`, of: 'earlier', at: chat.started_at })
    rows.push(...messageRows(messages, `${chat.id}/`, 0, null))
  }
  if (rows.length > 0 && conversation.startedAt) rows.push({ kind: 'divider', key: 'now', of: 'now', at: conversation.startedAt })
  rows.push(...messageRows(conversation.messages, '', conversation.readByAgent, conversation.firstUnread))
  const arrived = new Set(rows.map((row) => row.key))
  const waiting: (Row & { at: number })[] = [
    ...conversation.outgoing.map((outgoing) => ({ kind: 'outgoing' as const, key: `c:${outgoing.client_id}`, outgoing, refusal: conversation.refusalOf(outgoing.client_id), at: outgoing.at })),
    ...conversation.uploads.map((sending) => ({ kind: 'upload' as const, key: `c:${sending.client_id}`, sending, share: sending.share, state: sending.state, at: sending.at })),
  ]
  return [...rows, ...waiting.filter((row) => !arrived.has(row.key)).sort((a, b) => a.at - b.at)]
}
