// What is being written in each chat, kept in this browser for its person: it survives a reload and a crash.
import type { Visibility } from '@/features/chats'

export interface ChatDraft {
  text: string
  visibility: Visibility
}

const PREFIX = 'yingda.chat.draft.'
export const draftKey = (person: string, chat: string) => `${PREFIX}${person}.${chat}`

export function keepChatDraft(person: string, chat: string, draft: ChatDraft): void {
  const key = draftKey(person, chat)
  try {
    if (draft.text === '') localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // A full store costs the draft, not the conversation.
  }
}

export function findChatDraft(person: string, chat: string): ChatDraft {
  try {
    const kept = JSON.parse(localStorage.getItem(draftKey(person, chat)) ?? 'null') as Partial<ChatDraft> | null
    return { text: typeof kept?.text === 'string' ? kept.text : '', visibility: kept?.visibility === 'agents' ? 'agents' : 'everyone' }
  } catch {
    return { text: '', visibility: 'everyone' }
  }
}

const keysOf = (person: string) => Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}${person}.`))
export const countChatDrafts = (person: string) => keysOf(person).length
export function dropChatDrafts(person: string): void {
  for (const key of keysOf(person)) localStorage.removeItem(key)
}
