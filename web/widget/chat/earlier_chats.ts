// The visitor's chats before this one, read one at a time when asked for, newest first.
import type { VisitorApi } from './api'
import type { EarlierChat, VisitorMessage } from './protocol'

export interface EarlierPart {
  chat: EarlierChat
  messages: VisitorMessage[]
}

export class EarlierChats {
  parts: EarlierPart[] = [] // oldest first
  state: 'more' | 'loading' | 'none' | 'failed' = 'more'
  private list: EarlierChat[] = [] // known, not shown yet
  private next: string | null | undefined = undefined // undefined: never asked
  private leftOut: string | null = null

  constructor(
    private readonly api: VisitorApi,
    private readonly changed: () => void,
  ) {}

  // Begins anew; this chat is shown elsewhere.
  leaveOut(chat_id: string | null): void {
    Object.assign(this, { parts: [], state: 'more', list: [], next: undefined, leftOut: chat_id })
  }

  async more(): Promise<void> {
    if (this.state === 'loading' || this.state === 'none') return
    this.state = 'loading'
    this.changed()
    const began = this.leftOut
    try {
      const chat = await this.nextChat()
      const messages = chat ? await this.api.messages(chat.id, 0) : []
      if (began !== this.leftOut) return
      if (chat) {
        this.list.shift()
        this.parts = [{ chat, messages }, ...this.parts]
      }
      this.state = chat && (this.list.length > 0 || this.next) ? 'more' : 'none'
    } catch {
      if (began === this.leftOut) this.state = 'failed'
    }
    this.changed()
  }

  private async nextChat(): Promise<EarlierChat | null> {
    while (this.list.length === 0 && this.next !== null) {
      const page = await this.api.history(this.next ?? null)
      this.next = page.next === null || page.next === undefined ? null : String(page.next)
      this.list = page.items.filter((chat) => chat.id !== this.leftOut)
    }
    return this.list[0] ?? null
  }
}
