// The messages of one chat in the order of their seq, each once, however often and in whatever order they arrive.
import type { VisitorMessage } from './protocol'

export class Timeline {
  private readonly known = new Map<string, VisitorMessage>()
  private ordered: VisitorMessage[] | null = []
  private fed = 0

  // Everything up to here has come from the feed. The reply to an own message does not move it: another's message
  // with a smaller seq may still be on its way.
  get cursor(): number {
    return this.fed
  }
  get last(): number {
    return this.messages.at(-1)?.seq ?? 0
  }

  // From the socket, or a page read in ascending order. False when it was known.
  feed(message: VisitorMessage): boolean {
    this.fed = Math.max(this.fed, message.seq)
    return this.put(message)
  }
  // From the reply to what was sent.
  confirm(message: VisitorMessage): boolean {
    return this.put(message)
  }

  private put(message: VisitorMessage): boolean {
    if (this.known.has(message.id)) return false
    this.known.set(message.id, message)
    this.ordered = null
    return true
  }

  get messages(): readonly VisitorMessage[] {
    return (this.ordered ??= [...this.known.values()].sort((a, b) => a.seq - b.seq))
  }
  hasClientId(client_id: string): boolean {
    return this.messages.some((message) => message.author === 'visitor' && message.client_id === client_id)
  }
}
