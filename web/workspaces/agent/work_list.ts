// The work of one agent as one list: what is offered, what is in hand, where one consults or reads along, what is to be
// written up. Pure.
import type { Chat, ParticipantRole } from '@/features/chats'
import type { Work } from './types'

// offer: may be taken. hand: a conversation of one's own. side: somebody else's conversation in which one takes part.
// wrap_up: the conversation is over.
export type EntryKind = 'offer' | 'hand' | 'side' | 'wrap_up'

export interface Entry {
  key: string
  kind: EntryKind
  work: Work | null
  chat: Chat | null // none: the channel has not said yet which one it is
  role: ParticipantRole | null
}

const ORDER: Record<EntryKind, number> = { offer: 0, hand: 1, side: 2, wrap_up: 3 }

export const roleIn = (chat: Chat, me: string): ParticipantRole | null => chat.participants.find((one) => one.person_id === me)?.role ?? null

function kindOf(work: Work): EntryKind | null {
  if (work.state === 'offered') return 'offer'
  if (work.state === 'in_hand') return 'hand'
  return work.state === 'wrap_up' ? 'wrap_up' : null
}

// When it came to this agent, by which each group is in order: what is in hand keeps its place while one works, so that
// a key always means the same conversation. An offer that ends sooner stands first.
function place({ kind, work, chat, role }: Entry): string {
  if (kind === 'offer') return work?.offer_expires_at ?? work?.arrived_at ?? ''
  if (kind === 'side') return chat?.participants.find((one) => one.role === role)?.since ?? chat?.started_at ?? ''
  if (kind === 'wrap_up') return work?.wrap_up_until ?? ''
  return work?.answered_at ?? chat?.answered_at ?? chat?.started_at ?? ''
}

const byId = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

export function workList(work: readonly Work[], chats: readonly Chat[], me: string): Entry[] {
  const chatOf = new Map(chats.flatMap((chat) => (chat.work_item_id ? [[chat.work_item_id, chat] as const] : [])))
  const own = new Set<string>()
  const entries: Entry[] = []
  for (const item of work) {
    const kind = kindOf(item)
    if (!kind) continue
    const chat = chatOf.get(item.id) ?? null
    if (chat) own.add(chat.id)
    entries.push({ key: `work/${item.id}`, kind, work: item, chat, role: chat && roleIn(chat, me) })
  }
  for (const chat of chats) {
    if (own.has(chat.id)) continue
    const role = roleIn(chat, me)
    if (role === 'consultant' || role === 'supervisor') entries.push({ key: `chat/${chat.id}`, kind: 'side', work: null, chat, role })
    // The feed of work may be a moment behind the feed of chats.
    else if (role === 'agent' && chat.state === 'active') entries.push({ key: `work/${chat.work_item_id}`, kind: 'hand', work: null, chat, role })
  }
  return entries.sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || place(a).localeCompare(place(b)) || byId(a.key, b.key))
}

// Which entry is shown when the one that was is gone: another with the same chat, else the next of the list.
export function nextShown(before: readonly Entry[], now: readonly Entry[], key: string): string {
  if (now.some((entry) => entry.key === key)) return key
  const at = before.findIndex((entry) => entry.key === key)
  const chatId = before[at]?.chat?.id
  const same = chatId ? now.find((entry) => entry.chat?.id === chatId) : undefined
  if (same) return same.key
  const shown = now.filter((entry) => entry.kind !== 'offer')
  return (shown[Math.min(Math.max(at, 0), shown.length - 1)] ?? shown[0])?.key ?? ''
}

export function neighbour(entries: readonly Entry[], key: string, by: 1 | -1): string {
  if (entries.length === 0) return ''
  const at = entries.findIndex((entry) => entry.key === key)
  if (at < 0) return entries[by === 1 ? 0 : entries.length - 1]!.key
  return entries[(at + by + entries.length) % entries.length]!.key
}
