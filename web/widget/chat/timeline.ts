// The messages of one chat in the order of their seq, each once, however often and in whatever order they arrive.
import type { VisitorMessage } from './protocol'

export class Timeline {
  readonly messages: VisitorMessage[] = []
  // Everything up to here has come from the feed. The reply to an own message does not move it: another's message
  // with a smaller seq may still be on its way.
  cursor = 0

  // From the socket, or a page read in ascending order. False when it was known.
  feed(message: VisitorMessage): boolean {
    this.cursor = Math.max(this.cursor, message.seq)
    return this.confirm(message)
  }
  // From the reply to what was sent.
  confirm(message: VisitorMessage): boolean {
    if (this.messages.some(({ id }) => id === message.id)) return false
    this.messages.push(message)
    this.messages.sort((a, b) => a.seq - b.seq)
    return true
  }

  hasClientId(client_id: string): boolean {
    return this.messages.some((message) => message.author === 'visitor' && message.client_id === client_id)
  }
}
