// The visitor's chats before this one, read one at a time when asked for, newest first.
import type { VisitorApi } from './api'
import type { EarlierChat, VisitorMessage } from './protocol'

export interface EarlierPart {
  chat: EarlierChat
  messages: VisitorMessage[]
}
export interface EarlierChats {
  parts: EarlierPart[] // oldest first
  state: 'more' | 'loading' | 'none' | 'failed'
  leaveOut(chat_id: string | null): void // begins anew; this chat is shown elsewhere
  more(): Promise<void>
}

export function earlierChatsOf(api: VisitorApi, changed: () => void): EarlierChats {
  let list: EarlierChat[] // known, not shown yet
  let next: string | number | null | undefined // null: there are no more; undefined: never asked
  let leftOut: string | null

  async function nextChat(): Promise<EarlierChat | undefined> {
    while (!list.length && next !== null) {
      const page = await api.history(next)
      next = page.next ?? null
      list = page.items.filter((chat) => chat.id !== leftOut)
    }
    return list[0]
  }

  const earlier: EarlierChats = {
    parts: [],
    state: 'more',
    leaveOut(chat_id) {
      earlier.parts = list = []
      earlier.state = 'more'
      next = undefined
      leftOut = chat_id
    },
    async more() {
      if (earlier.state === 'loading' || earlier.state === 'none') return
      const began = leftOut
      earlier.state = 'loading'
      changed()
      try {
        const chat = await nextChat()
        const messages = chat ? await api.messages(chat.id, 0) : []
        if (began !== leftOut) return
        if (chat) earlier.parts = [{ chat, messages }, ...earlier.parts]
        list = list.slice(1)
        earlier.state = chat && (list.length || next !== null) ? 'more' : 'none'
      } catch {
        if (began === leftOut) earlier.state = 'failed'
      }
      changed()
    },
  }
  earlier.leaveOut(null)
  return earlier
}
