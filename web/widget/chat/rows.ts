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
  | { kind: 'upload'; key: string; sending: Sending }

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
export const dayOf = (at: number | string) => new Date(at).toDateString()

// An own message keeps its key from the moment it is written.
const outgoingKey = ({ client_id }: { client_id: string }) => `c:${client_id}`
const messageKey = (message: VisitorMessage) => (message.author === 'visitor' && message.client_id ? outgoingKey(message) : `m:${message.id}`)

// Whether two messages that follow each other stand as one.
function isGroup(one: VisitorMessage | undefined, next: VisitorMessage | undefined, firstUnread: number | null): boolean {
  if (!one || !next || one.kind === 'notice' || next.kind === 'notice' || next.seq === firstUnread) return false
  const isSame = one.author === next.author && one.author_name === next.author_name && dayOf(one.at) === dayOf(next.at)
  return isSame && Date.parse(next.at) - Date.parse(one.at) < GROUP_WITHIN_MS
}

function messageRows(messages: readonly VisitorMessage[], prefix: string, readByAgent: number, firstUnread: number | null): Row[] {
  const lastOwn = messages.filter((message) => message.author === 'visitor').at(-1)
  return messages.flatMap((message, at) => {
    const before = messages[at - 1]
    const day = dayOf(message.at)
    const mark: Mark = prefix || message !== lastOwn ? null : message.seq <= readByAgent ? 'read' : 'delivered'
    const isFirst = !isGroup(before, message, firstUnread)
    const isLast = !isGroup(message, messages[at + 1], firstUnread) || mark !== null
    const rows: Row[] = [{ kind: 'message', key: prefix + messageKey(message), message, isFirst, isLast, mark }]
    if (message.seq === firstUnread) rows.unshift({ kind: 'divider', key: 'unread', of: 'unread', at: '' })
    if (!before || dayOf(before.at) !== day) rows.unshift({ kind: 'day', key: `${prefix}d:${day}`, day: message.at })
    return rows
  })
}

export function rowsOf({ earlier, messages, startedAt, readByAgent, firstUnread, outgoing, refusalOf, uploads }: Conversation): Row[] {
  const rows: Row[] = earlier.flatMap(({ chat, messages: said }) => [
    { kind: 'divider', key: `e:${chat.id}`, of: 'earlier', at: chat.started_at },
    ...messageRows(said, `${chat.id}/`, 0, null),
  ])
  if (rows.length && startedAt) rows.push({ kind: 'divider', key: 'now', of: 'now', at: startedAt })
  rows.push(...messageRows(messages, '', readByAgent, firstUnread))
  const arrived = new Set(rows.map((row) => row.key))
  const waiting: [number, Row][] = [
    ...outgoing.map((one): [number, Row] => [one.at, { kind: 'outgoing', key: outgoingKey(one), outgoing: one, refusal: refusalOf(one.client_id) }]),
    ...uploads.map((one): [number, Row] => [one.at, { kind: 'upload', key: outgoingKey(one), sending: one }]),
  ]
  waiting.sort(([a], [b]) => a - b)
  return [...rows, ...waiting.map(([, row]) => row).filter((row) => !arrived.has(row.key))]
}
