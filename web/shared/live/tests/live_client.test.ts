import { beforeEach, describe, expect, it } from 'vitest'
import { LiveClient, pauseMs, type LiveSocket, type LiveState, type Watcher } from '../live_client'
import type { Applied, LiveItem } from '../replica'

class Socket implements LiveSocket {
  sent: { op: string; topic: string; ids?: string[] }[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  isClosed = false
  send(text: string) {
    this.sent.push(JSON.parse(text))
  }
  close() {
    this.isClosed = true
  }
  opens() {
    this.onopen?.()
  }
  says(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
  ends(code = 1006) {
    this.onclose?.({ code })
  }
}

class Desk {
  sockets: Socket[] = []
  states: LiveState[] = []
  waits: number[] = []
  tasks: (() => void)[] = []
  signedOut = 0
  isSignedIn = true
  client = new LiveClient({
    open: () => {
      const socket = new Socket()
      this.sockets.push(socket)
      return socket
    },
    later: (task, ms) => {
      this.waits.push(ms)
      this.tasks.push(task)
      return () => (this.tasks = this.tasks.filter((kept) => kept !== task))
    },
    random: () => 1,
    stateChanged: (state) => this.states.push(state),
    signedOut: () => this.signedOut++,
    stillSignedIn: () => Promise.resolve(this.isSignedIn),
  })
  // Before connecting again; the rest are waits for a word of the server.
  get pauses() {
    return this.waits.filter((ms) => ms < 12_000)
  }
  get socket() {
    return this.sockets.at(-1)!
  }
  connect() {
    this.client.start()
    this.socket.opens()
  }
  runTasks() {
    const tasks = this.tasks
    this.tasks = []
    tasks.forEach((task) => task())
  }
}

class Watching implements Watcher {
  items: ReadonlyMap<string, LiveItem> = new Map()
  changes: (Applied | null)[] = []
  refusals: string[] = []
  changed = (items: ReadonlyMap<string, LiveItem>, change: Applied | null) => {
    this.items = items
    this.changes.push(change)
  }
  refused = (refusal: { message: string }) => this.refusals.push(refusal.message)
  get ids() {
    return [...this.items.keys()]
  }
}
const settled = () => new Promise<void>((resolve) => setTimeout(resolve))

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})

describe('the live client', () => {
  it('subscribes on opening to what is watched, and gives the snapshot', async () => {
    const watching = new Watching()
    desk.client.watch('people', watching)
    desk.connect()
    await settled()
    expect(desk.socket.sent).toEqual([{ op: 'subscribe', topic: 'people' }])
    desk.socket.says({ topic: 'people', epoch: 'a', seq: 1, snapshot: [{ id: '1' }] })
    expect(watching.ids).toEqual(['1'])
    expect(watching.changes).toEqual([null])
  })

  it('subscribes once for many watchers and unsubscribes after the last', async () => {
    desk.connect()
    const stops = [desk.client.watch('people', new Watching()), desk.client.watch('people', new Watching())]
    await settled()
    expect(desk.socket.sent).toHaveLength(1)
    stops[0]!()
    await settled()
    expect(desk.socket.sent).toHaveLength(1)
    stops[1]!()
    await settled()
    expect(desk.socket.sent.at(-1)).toEqual({ op: 'unsubscribe', topic: 'people' })
  })

  it('gives a later watcher what is held, without asking again', async () => {
    desk.connect()
    desk.client.watch('people', new Watching())
    await settled()
    desk.socket.says({ topic: 'people', epoch: 'a', seq: 1, snapshot: [{ id: '1' }] })
    const late = new Watching()
    desk.client.watch('people', late)
    await settled()
    expect(late.ids).toEqual(['1'])
    expect(desk.socket.sent).toHaveLength(1)
  })

  it('tells of deltas with what changed', async () => {
    const watching = new Watching()
    desk.connect()
    desk.client.watch('people', watching)
    await settled()
    desk.socket.says({ topic: 'people', epoch: 'a', seq: 1, snapshot: [{ id: '1' }, { id: '2' }] })
    desk.socket.says({ topic: 'people', epoch: 'a', seq: 2, upserts: [{ id: '3' }], removes: ['1'] })
    expect(watching.ids).toEqual(['2', '3'])
    expect(watching.changes.at(-1)).toEqual({ upserted: ['3'], removed: ['1'] })
  })

  it('subscribes again after a gap, and keeps showing what it had until then', async () => {
    const watching = new Watching()
    desk.connect()
    desk.client.watch('people', watching)
    await settled()
    desk.socket.says({ topic: 'people', epoch: 'a', seq: 1, snapshot: [{ id: '1' }] })
    desk.socket.says({ topic: 'people', epoch: 'a', seq: 3, upserts: [{ id: '9' }] })
    expect(watching.ids).toEqual(['1'])
    expect(desk.socket.sent).toHaveLength(2)
    desk.socket.says({ topic: 'people', epoch: 'a', seq: 4, upserts: [{ id: '8' }] }) // still of the old stream
    expect(desk.socket.sent).toHaveLength(2)
    desk.socket.says({ topic: 'people', epoch: 'a', seq: 4, snapshot: [{ id: '1' }, { id: '8' }, { id: '9' }] })
    expect(watching.ids).toEqual(['1', '8', '9'])
  })

  it('asks for all ids that somebody watches, and again when they change', async () => {
    desk.connect()
    const stop = desk.client.watch('customers', new Watching(), ['2', '1'])
    desk.client.watch('customers', new Watching(), ['2', '3'])
    await settled()
    expect(desk.socket.sent).toEqual([{ op: 'subscribe', topic: 'customers', ids: ['1', '2', '3'] }])
    stop()
    await settled()
    expect(desk.socket.sent.at(-1)).toEqual({ op: 'subscribe', topic: 'customers', ids: ['2', '3'] })
  })

  it('does not ask for no ids at all', async () => {
    desk.connect()
    desk.client.watch('customers', new Watching(), [])
    await settled()
    expect(desk.socket.sent).toEqual([])
  })

  it('opens again after a growing pause and subscribes anew', async () => {
    const watching = new Watching()
    desk.connect()
    desk.client.watch('people', watching)
    await settled()
    desk.socket.ends(1012)
    expect(desk.client.state).toBe('waiting')
    desk.runTasks()
    desk.socket.ends()
    await settled()
    desk.runTasks()
    desk.socket.ends()
    await settled()
    expect(desk.pauses).toEqual([500, 1000, 2000])
    desk.runTasks()
    desk.socket.opens()
    expect(desk.client.state).toBe('online')
    expect(desk.socket.sent).toEqual([{ op: 'subscribe', topic: 'people' }])
    desk.socket.ends(1013)
    expect(desk.pauses.at(-1)).toBe(500) // the pauses begin anew after a connection that opened
  })

  it('takes a long silence for a lost connection, and a beat for life', () => {
    desk.connect()
    desk.socket.says({ beat: true })
    expect(desk.tasks).toHaveLength(1) // the next word is awaited, and nothing else
    const silent = desk.socket
    desk.runTasks()
    expect(desk.client.state).toBe('waiting')
    expect(silent.isClosed).toBe(true)
    desk.runTasks()
    expect(desk.sockets).toHaveLength(2)
    desk.socket.opens()
    expect(desk.client.state).toBe('online')
  })

  it('gives up on a connection that does not open', () => {
    desk.client.start()
    desk.runTasks()
    desk.runTasks()
    expect(desk.sockets).toHaveLength(2)
  })

  it('leaves for signing in on 4401 and does not come back by itself', () => {
    desk.connect()
    desk.socket.ends(4401)
    expect(desk.signedOut).toBe(1)
    expect(desk.client.state).toBe('signed_out')
    expect(desk.tasks).toEqual([])
  })

  it('leaves when a connection is refused and nobody is signed in any more', async () => {
    desk.isSignedIn = false
    desk.client.start()
    desk.socket.ends(1006)
    await settled()
    expect(desk.signedOut).toBe(1)
    expect(desk.tasks).toEqual([])
  })

  it('tries at once when the network is back', () => {
    desk.connect()
    desk.socket.ends()
    desk.client.hurry()
    expect(desk.sockets).toHaveLength(2)
    expect(desk.tasks).toHaveLength(1) // only the wait for the server's first word
  })

  it('passes refusals on, and asks again for the next watcher', async () => {
    const watching = new Watching()
    desk.connect()
    desk.client.watch('roles', watching)
    await settled()
    desk.socket.says({ topic: 'roles', error: { code: 'forbidden', key: 'right_missing', message: 'no' } })
    expect(watching.refusals).toEqual(['no'])
    desk.client.watch('roles', new Watching())
    await settled()
    expect(desk.socket.sent).toHaveLength(2)
  })

  it('closes its socket when it is stopped', () => {
    desk.connect()
    const socket = desk.socket
    desk.client.stop()
    expect(socket.isClosed).toBe(true)
    expect(desk.client.state).toBe('idle')
  })
})

describe('the pause before the next try', () => {
  it('never passes half a minute, and never falls below half of what it may be', () => {
    expect(pauseMs(30, 1)).toBe(30_000)
    expect(pauseMs(30, 0)).toBe(15_000)
    expect(pauseMs(0, 0)).toBe(250)
  })
})
