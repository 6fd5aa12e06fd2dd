// Files on their way. They live as long as the page: a reload loses those that had not arrived.
import { Refusal, type VisitorApi } from './api'
import type { VisitorMessage } from './protocol'

export interface Sending {
  client_id: string
  chat_id: string
  file: File
  at: number
  share: number // of its bytes, 0..1
  state: 'queued' | 'sending' | 'refused'
  why: string
  preview: string | null // blob URL of a picture
  cancel: () => void
}

export interface UploadOptions {
  api: VisitorApi
  later: (task: () => void, ms: number) => () => void
  changed: () => void
  arrived: (message: VisitorMessage) => void
  // The picture that was sent, for who shows it from now on.
  handOver: (message: VisitorMessage, preview: string) => void
}

const PAUSE_MS = 3_000

export class Uploads {
  private readonly list: Sending[] = []
  private isBusy = false

  constructor(private readonly options: UploadOptions) {}

  get all(): readonly Sending[] {
    return this.list
  }
  // Whether one will go, or may still go, without the visitor doing anything.
  get isPending(): boolean {
    return this.list.some((one) => one.state !== 'refused')
  }

  add(sending: Pick<Sending, 'client_id' | 'chat_id' | 'file' | 'at' | 'preview'>, refusal: string): void {
    this.list.push({ ...sending, share: 0, state: refusal ? 'refused' : 'queued', why: refusal, cancel: () => undefined })
    void this.pump()
  }
  retry(client_id: string): void {
    for (const one of this.list) if (one.client_id === client_id) Object.assign(one, { state: 'queued', why: '', share: 0 })
    void this.pump()
  }
  remove(client_id: string): void {
    const at = this.list.findIndex((one) => one.client_id === client_id)
    const [removed] = at < 0 ? [] : this.list.splice(at, 1)
    if (!removed) return
    removed.cancel()
    if (removed.preview) URL.revokeObjectURL(removed.preview)
    this.options.changed()
  }

  // The server has it, as its reply or the feed says.
  settle(message: VisitorMessage): void {
    const one = this.list.find((sending) => sending.client_id === message.client_id)
    if (!one) return
    if (one.preview) this.options.handOver(message, one.preview)
    one.preview = null
    this.remove(one.client_id)
  }

  // One after the other, so that pictures stand in the order in which they were chosen.
  async pump(): Promise<void> {
    if (this.isBusy) return
    this.isBusy = true
    try {
      for (let next = this.next(); next; next = this.next()) if (!(await this.send(next))) break
    } finally {
      this.isBusy = false
    }
  }

  private next = () => this.list.find((one) => one.state === 'queued')

  private async send(one: Sending): Promise<boolean> {
    one.state = 'sending'
    this.options.changed()
    const upload = this.options.api.upload(one.chat_id, one.client_id, one.file, (share) => {
      one.share = share
      this.options.changed()
    })
    one.cancel = upload.cancel
    try {
      const message = await upload.done
      this.settle(message)
      this.options.arrived(message)
      return true
    } catch (thrown) {
      return this.failed(one, thrown)
    } finally {
      this.options.changed()
    }
  }

  // False: the way is blocked; another attempt comes later.
  private failed(one: Sending, thrown: unknown): boolean {
    if (!this.list.includes(one)) return true // taken back by the visitor
    const refusal = thrown instanceof Refusal ? thrown : new Refusal(-1, '', String(thrown))
    one.cancel = () => undefined
    one.state = refusal.isPassing ? 'queued' : 'refused'
    one.why = refusal.message
    if (!refusal.isPassing) return true
    this.options.later(() => void this.pump(), refusal.retryAfterMs ?? PAUSE_MS)
    return false
  }
}
