// The line between this browser and the server: one connection that outlasts calls. It is made anew when it breaks
// or the page was loaded again; a call goes on with the new one. What the browser can do is passed in, so that it
// is tested without one.
import { problemOf, type MicrophoneProblem } from './devices'

export type LineState = 'off' | 'connecting' | 'connected' | 'waiting' | 'failed'
export interface LineSound {
  received: number // packets from the server, counted from the connection on
  lost: number
  sent: number
}

// How the sound goes: between which kinds of addresses, and how it arrives.
export interface LinePath {
  local: string // host, srflx, prflx or relay
  remote: string
  protocol: string
  round_trip_ms: number | null
  loss_percent: number
}

export interface LineTools {
  microphone: () => Promise<MediaStream>
  connection: () => Promise<RTCPeerConnection>
  // Our offer in, the server's answer out.
  connect: (offer: string) => Promise<string>
  heard: (stream: MediaStream) => void
  changed: (state: LineState, problem: MicrophoneProblem | null) => void
  later: (task: () => void, ms: number) => () => void
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 15_000
const GATHERING_MS = 2_000

// None: no pair of addresses was chosen yet.
export function pathOf(stats: ReadonlyMap<string, any>): LinePath | null {
  const all = [...stats.values()]
  const transport = all.find(({ type }) => type === 'transport')
  const pair = stats.get(transport?.selectedCandidatePairId) ?? all.find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded')
  if (!pair) return null
  const sound = all.find(({ type }) => type === 'inbound-rtp')
  const packets = (sound?.packetsReceived ?? 0) + (sound?.packetsLost ?? 0)
  const local = stats.get(pair.localCandidateId)
  return {
    local: local?.candidateType ?? '',
    remote: stats.get(pair.remoteCandidateId)?.candidateType ?? '',
    protocol: (local?.relayProtocol ?? local?.protocol ?? '').toUpperCase(),
    round_trip_ms: pair.currentRoundTripTime === undefined ? null : Math.round(pair.currentRoundTripTime * 1000),
    loss_percent: packets === 0 ? 0 : Math.round((1000 * (sound?.packetsLost ?? 0)) / packets) / 10,
  }
}

export class BrowserLine {
  private state: LineState = 'off'
  private wanted = false
  private attempt = 0
  private pause = FIRST_PAUSE_MS
  private connection: RTCPeerConnection | null = null
  private stream: MediaStream | null = null
  private sender: RTCRtpSender | null = null
  private cancel: (() => void) | null = null

  constructor(private readonly tools: LineTools) {}

  start(): void {
    if (this.wanted) return
    this.wanted = true
    void this.open()
  }
  stop(): void {
    this.wanted = false
    this.close()
    this.enter('off')
  }
  // Another microphone, without another connection.
  async changeMicrophone(): Promise<void> {
    if (!this.sender) return
    const stream = await this.tools.microphone()
    await this.sender.replaceTrack(stream.getAudioTracks()[0] ?? null)
    this.stream?.getTracks().forEach((track) => track.stop())
    this.stream = stream
  }
  async sound(): Promise<LineSound | null> {
    if (!this.connection || this.state !== 'connected') return null
    const sound = { received: 0, lost: 0, sent: 0 }
    for (const report of (await this.connection.getStats()).values()) {
      if (report.type === 'inbound-rtp') Object.assign(sound, { received: report.packetsReceived, lost: report.packetsLost })
      if (report.type === 'outbound-rtp') sound.sent = report.packetsSent
    }
    return sound
  }

  async path(): Promise<LinePath | null> {
    return this.connection && this.state === 'connected' ? pathOf(await this.connection.getStats()) : null
  }

  private async open(): Promise<void> {
    this.close()
    const mine = this.attempt
    const isMine = () => mine === this.attempt && this.wanted
    this.enter('connecting')
    try {
      const stream = await this.tools.microphone()
      if (!isMine()) return stream.getTracks().forEach((track) => track.stop())
      this.stream = stream
    } catch (thrown) {
      // Nobody helps but the person who allows it or plugs something in.
      if (isMine()) this.enter('failed', problemOf((thrown as Error).name))
      return
    }
    try {
      const connection = await this.tools.connection()
      if (!isMine()) return connection.close()
      this.connection = connection
      const [track] = this.stream.getAudioTracks()
      if (track) this.sender = connection.addTrack(track, this.stream)
      connection.addEventListener('track', ({ track: theirs }) => isMine() && this.tools.heard(new MediaStream([theirs])))
      connection.addEventListener('connectionstatechange', () => isMine() && this.moved(connection.connectionState))
      await connection.setLocalDescription(await connection.createOffer())
      await this.gathered(connection)
      if (!isMine()) return
      const answer = await this.tools.connect(connection.localDescription?.sdp ?? '')
      if (isMine()) await connection.setRemoteDescription({ type: 'answer', sdp: answer })
    } catch {
      if (isMine()) this.again()
    }
  }
  private moved(state: RTCPeerConnectionState): void {
    if (state === 'connected') {
      this.pause = FIRST_PAUSE_MS
      this.enter('connected')
    } else if (state === 'failed' || state === 'closed' || state === 'disconnected') this.again()
  }
  private again(): void {
    this.close()
    this.enter('waiting')
    this.cancel = this.tools.later(() => void this.open(), this.pause)
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS)
  }
  // The server takes our address from what arrives, so that no candidate is worth waiting for long.
  private gathered(connection: RTCPeerConnection): Promise<void> {
    if (connection.iceGatheringState === 'complete') return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = this.tools.later(resolve, GATHERING_MS)
      connection.addEventListener('icegatheringstatechange', () => {
        if (connection.iceGatheringState !== 'complete') return
        cancel()
        resolve()
      })
    })
  }
  private close(): void {
    this.attempt++
    this.cancel?.()
    this.cancel = null
    this.connection?.close()
    this.stream?.getTracks().forEach((track) => track.stop())
    this.connection = this.stream = this.sender = null
  }
  private enter(state: LineState, problem: MicrophoneProblem | null = null): void {
    this.state = state
    this.tools.changed(state, problem)
  }
}
