// Files on their way. They live as long as the page: a reload loses those that had not arrived.
import { Refusal, type VisitorApi } from './api'
import type { VisitorMessage } from './protocol'

export interface Chosen {
  client_id: string
  chat_id: string
  file: File
  at: number
  preview: string | null // blob URL of a picture
}
export interface Sending extends Chosen {
  share: number // of its bytes, 0..1
  state: 'queued' | 'sending' | 'refused'
  why: string
  cancel?: () => void
}
export type Uploads = ReturnType<typeof uploadsOf>

export interface UploadOptions {
  api: VisitorApi
  later: (task: () => void, ms: number) => () => void
  changed: () => void
  arrived: (message: VisitorMessage) => void
  // The picture that was sent, for who shows it from now on.
  handOver: (message: VisitorMessage, preview: string) => void
}

const PAUSE_MS = 3_000

export function uploadsOf({ api, later, changed, arrived, handOver }: UploadOptions) {
  const all: Sending[] = []
  let isBusy = false

  const find = (client_id: string) => all.find((one) => one.client_id === client_id)

  function add(chosen: Chosen, refusal: string): void {
    all.push({ ...chosen, share: 0, state: refusal ? 'refused' : 'queued', why: refusal })
    void pump()
  }
  function retry(client_id: string): void {
    const one = find(client_id)
    if (one) Object.assign(one, { state: 'queued', share: 0 })
    void pump()
  }
  function remove(client_id: string): void {
    const one = find(client_id)
    if (!one) return
    all.splice(all.indexOf(one), 1)
    one.cancel?.()
    if (one.preview) URL.revokeObjectURL(one.preview)
    changed()
  }
  // The server has it, as its reply or the feed says.
  function settle(message: VisitorMessage): void {
    const one = find(message.client_id)
    if (one?.preview) handOver(message, one.preview)
    if (one) one.preview = null
    remove(message.client_id)
  }

  // One after the other, so that pictures stand in the order in which they were chosen.
  async function pump(): Promise<void> {
    const next = all.find((one) => one.state === 'queued')
    if (isBusy || !next) return
    isBusy = true
    const isFree = await send(next)
    isBusy = false
    if (isFree) await pump()
  }

  // False: the way is blocked; another attempt comes later.
  async function send(one: Sending): Promise<boolean> {
    one.state = 'sending'
    changed()
    const { done, cancel } = api.upload(one.chat_id, one.client_id, one.file, (share) => {
      one.share = share
      changed()
    })
    one.cancel = cancel
    try {
      const message = await done
      settle(message)
      arrived(message)
    } catch (thrown) {
      return failed(one, thrown as Refusal)
    } finally {
      changed()
    }
    return true
  }
  function failed(one: Sending, refusal: Refusal): boolean {
    if (!all.includes(one)) return true // taken back by the visitor
    one.cancel = undefined
    one.why = refusal.message
    one.state = refusal.isPassing ? 'queued' : 'refused'
    if (refusal.isPassing) later(() => void pump(), refusal.retryAfterMs ?? PAUSE_MS)
    return !refusal.isPassing
  }

  return { all: all as readonly Sending[], add, pump, remove, retry, settle }
}
