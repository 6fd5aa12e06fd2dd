import { beforeEach, describe, expect, it, vi } from 'vitest'
import { BrowserLine, type LineState } from '../line'

class FakeConnection extends EventTarget {
  static all: FakeConnection[] = []
  connectionState = 'new'
  iceGatheringState = 'complete'
  localDescription: { sdp: string } | null = null
  remote = ''
  isClosed = false
  constructor() {
    super()
    FakeConnection.all.push(this)
  }
  addTrack = () => ({ replaceTrack: vi.fn() })
  createOffer = async () => ({ type: 'offer', sdp: `offer ${FakeConnection.all.length}` })
  setLocalDescription = async (offer: { sdp: string }) => void (this.localDescription = offer)
  setRemoteDescription = async (answer: { sdp: string }) => void (this.remote = answer.sdp)
  close = () => void (this.isClosed = true)
  become(state: string) {
    this.connectionState = state
    this.dispatchEvent(new Event('connectionstatechange'))
  }
}
const track = { stop: vi.fn() }
const stream = { getTracks: () => [track], getAudioTracks: () => [track] } as unknown as MediaStream
const settle = () => new Promise((done) => setTimeout(done, 0))

function world(overrides: { microphone?: () => Promise<MediaStream>; connect?: (offer: string) => Promise<string> } = {}) {
  const states: LineState[] = []
  const waiting: { task: () => void; ms: number }[] = []
  const connect = vi.fn(overrides.connect ?? (async (offer: string) => `answer to ${offer}`))
  const line = new BrowserLine({
    microphone: overrides.microphone ?? (async () => stream),
    connection: async () => new FakeConnection() as unknown as RTCPeerConnection,
    connect,
    heard: () => undefined,
    changed: (state, problem) => states.push(problem ? (`${state} ${problem}` as LineState) : state),
    later: (task, ms) => {
      const entry = { task, ms }
      waiting.push(entry)
      return () => void waiting.splice(waiting.indexOf(entry), 1)
    },
  })
  return { line, states, waiting, connect }
}

describe('the line of a browser', () => {
  beforeEach(() => {
    FakeConnection.all = []
    track.stop.mockClear()
  })

  it('offers, takes the answer, and stands', async () => {
    const { line, states, connect } = world()
    line.start()
    line.start()
    await settle()
    expect(connect).toHaveBeenCalledExactlyOnceWith('offer 1')
    expect(FakeConnection.all[0]?.remote).toBe('answer to offer 1')
    FakeConnection.all[0]?.become('connected')
    expect(states).toEqual(['connecting', 'connected'])
  })

  it('comes back when it breaks, later each time, and at once again after it stood', async () => {
    const { line, states, waiting } = world()
    line.start()
    await settle()
    FakeConnection.all[0]?.become('connected')
    FakeConnection.all[0]?.become('failed')
    expect(FakeConnection.all[0]?.isClosed).toBe(true)
    expect(waiting.map(({ ms }) => ms)).toEqual([1000])
    waiting.shift()?.task()
    await settle()
    FakeConnection.all[1]?.become('failed')
    expect(waiting.map(({ ms }) => ms)).toEqual([2000])
    waiting.shift()?.task()
    await settle()
    FakeConnection.all[2]?.become('connected')
    FakeConnection.all[2]?.become('disconnected')
    expect(waiting.map(({ ms }) => ms)).toEqual([1000])
    expect(states.at(-1)).toBe('waiting')
  })

  it('tries again when the server refuses, and never after it was let go', async () => {
    const { line, states, waiting } = world({ connect: async () => Promise.reject(new Error('503')) })
    line.start()
    await settle()
    expect(waiting).toHaveLength(1)
    line.stop()
    expect(waiting).toHaveLength(0)
    expect(states.at(-1)).toBe('off')
    expect(track.stop).toHaveBeenCalled()
  })

  it('says why there is no microphone, and does not ask again by itself', async () => {
    const { line, states, waiting } = world({ microphone: () => Promise.reject(new DOMException('', 'NotAllowedError')) })
    line.start()
    await settle()
    expect(states).toEqual(['connecting', 'failed denied'])
    expect(waiting).toHaveLength(0)
  })

  it('hears nothing more of a connection that it has left', async () => {
    const { line, states } = world()
    line.start()
    await settle()
    line.stop()
    FakeConnection.all[0]?.become('connected')
    expect(states.at(-1)).toBe('off')
  })
})
