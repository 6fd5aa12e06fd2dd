// A console's live feed, or whatever pretends to be one.
import WebSocket from 'ws'
import type { Client } from './client.ts'
import type { Server } from './program.ts'

export interface Frame {
  topic: string
  epoch?: string
  seq?: number
  snapshot?: any[]
  upserts?: any[]
  removes?: string[]
  error?: { code: string; message: string }
}

const address = (url: string) => `${url.replace('http', 'ws')}/api/v1/live`

const opening = (headers: Record<string, string | undefined>) => {
  const given = Object.entries(headers).filter(([, value]) => value)
  return { headers: Object.fromEntries(given) as Record<string, string>, perMessageDeflate: false }
}

// The status with which the server refuses an upgrade; 101 when it does not.
export function refusalOf(server: Server, headers: Record<string, string | undefined>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address(server.url), opening(headers))
    socket.on('unexpected-response', (_, reply) => {
      resolve(reply.statusCode!)
      reply.resume()
      socket.terminate()
    })
    socket.on('open', () => {
      resolve(101)
      socket.terminate()
    })
    socket.on('error', reject)
  })
}

export class Live {
  readonly frames: Frame[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  private readonly watchers = new Set<() => void>()
  private isClosed = false

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      // Frames that waited together may come as one message each; each is one JSON object.
      this.frames.push(JSON.parse(String(data)))
      this.watchers.forEach((look) => look())
    })
    socket.on('error', () => {})
    this.closed = new Promise((resolve) =>
      socket.on('close', (code, reason) => {
        this.isClosed = true
        resolve({ code, reason: String(reason) })
        this.watchers.forEach((look) => look())
      }),
    )
  }

  static async open(client: Client): Promise<Live> {
    const socket = new WebSocket(address(client.url), opening({ cookie: client.cookie, origin: client.url }))
    const live = new Live(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return live
  }

  send(operation: object | string) {
    this.socket.send(typeof operation === 'string' ? operation : JSON.stringify(operation))
  }

  // The first frame, already here or yet to come, that fits.
  until(fits: (frame: Frame) => boolean): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const frame = this.frames.find(fits)
        if (!frame && !this.isClosed) return
        this.watchers.delete(look)
        if (frame) resolve(frame)
        else reject(new Error(`the feed closed; it had said ${JSON.stringify(this.frames).slice(0, 2000)}`))
      }
      this.watchers.add(look)
      look()
    })
  }

  async subscribe(topic: string): Promise<Frame> {
    const from = this.frames.length
    this.send({ op: 'subscribe', topic })
    return this.until((frame) => this.frames.indexOf(frame) >= from && frame.topic === topic && (!!frame.snapshot || !!frame.error))
  }

  close() {
    this.socket.close()
  }
}

// What a console shows after these frames; throws on a gap.
export function fold(frames: Frame[], topic: string): Map<string, any> {
  let items = new Map<string, any>()
  let last: Frame | undefined
  for (const frame of frames.filter((one) => one.topic === topic)) {
    if (frame.error) throw new Error(JSON.stringify(frame.error))
    if (frame.snapshot) items = new Map(frame.snapshot.map((item) => [item.id, item]))
    else {
      if (last?.epoch !== frame.epoch || last!.seq! + 1 !== frame.seq) throw new Error(`gap between ${last?.seq} and ${frame.seq}`)
      for (const item of frame.upserts!) items.set(item.id, item)
      for (const id of frame.removes!) items.delete(id)
    }
    last = frame
  }
  return items
}
