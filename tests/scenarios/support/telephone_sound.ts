// The mouth and the ear of a telephone: RTP with G.711 (RFC 3551) and telephone events (RFC 4733), measured by tone.
import { createSocket, type Socket } from 'node:dgram'

export type Law = 'pcma' | 'pcmu'
const payloadTypes = { pcmu: 0, pcma: 8 } as const
const EVENTS = 101
const RATE = 8_000
const FRAME = 160 // samples of 20 ms

// ITU-T G.711 of a 16-bit sample.
function encodeA(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), 32_635) >> 4
  let exponent = 0
  for (let rest = magnitude >> 5; rest > 0; rest >>= 1) ++exponent
  const mantissa = exponent === 0 ? magnitude >> 1 : magnitude >> exponent
  return ((sign | (exponent << 4) | (mantissa & 0x0f)) ^ 0x55) & 0xff
}
function encodeMu(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), 32_635) + 0x84
  let exponent = 7
  while (exponent > 0 && (magnitude & (1 << (exponent + 7))) === 0) --exponent
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff
}
function decodeA(byte: number): number {
  const value = byte ^ 0x55
  const exponent = (value >> 4) & 7
  const magnitude = exponent === 0 ? ((value & 0x0f) << 4) + 8 : (((value & 0x0f) << 4) + 0x108) << (exponent - 1)
  return value & 0x80 ? magnitude : -magnitude
}
function decodeMu(byte: number): number {
  const value = ~byte & 0xff
  const magnitude = ((((value & 0x0f) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84
  return value & 0x80 ? -magnitude : magnitude
}

// How strong a tone is among samples, in dB of full scale (Goertzel).
export function levelOf(samples: ArrayLike<number>, hertz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / RATE)
  let before = 0
  let last = 0
  for (let i = 0; i < samples.length; ++i) [before, last] = [last, samples[i] + turn * last - before]
  const power = last * last + before * before - turn * last * before
  return 10 * Math.log10((power * 4) / (samples.length * samples.length) / 32_768 ** 2 + 1e-12)
}

export class TelephoneSound {
  packets = 0 // heard so far
  loses = 0 // of what it says, this share never arrives
  private readonly heard: number[] = [] // of the last second
  private heardAt = 0
  private peer?: { address: string; port: number }
  private sequence = 1
  private timestamp = 0
  private pressing: Buffer[] = []
  private readonly tone: number[]
  private readonly began = performance.now()
  private sent = 0
  private readonly clock: NodeJS.Timeout

  private constructor(
    private readonly socket: Socket,
    readonly law: Law,
    hertz: number,
  ) {
    this.tone = Array.from({ length: RATE }, (_, i) => Math.round(9_000 * Math.sin((2 * Math.PI * hertz * i) / RATE)))
    socket.on('message', (packet, from) => this.take(packet, from))
    this.clock = setInterval(() => this.speak(), 10)
    this.clock.unref()
  }

  // Says a tone to whoever speaks to it first.
  static open(law: Law, hertz: number): Promise<TelephoneSound> {
    const socket = createSocket('udp4')
    return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(new TelephoneSound(socket, law, hertz))))
  }

  get port(): number {
    return this.socket.address().port
  }
  // Where the other side's sound comes from.
  get from(): { address: string; port: number } | undefined {
    return this.peer
  }
  get format(): string {
    return `${payloadTypes[this.law]} ${this.law.toUpperCase()}`
  }

  // Of what was heard in the last 200 ms; very low when nothing comes any more.
  level(hertz: number): number {
    if (performance.now() - this.heardAt > 300 || this.heard.length < RATE / 5) return -1_000
    return levelOf(this.heard.slice(-RATE / 5), hertz)
  }
  // The loudest sample of the last second, 0 to 32,767.
  get loudness(): number {
    return performance.now() - this.heardAt > 300 ? 0 : this.heard.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  }

  // Begins to say its tone there, whether or not it heard anything.
  speakTo(peer: { address: string; port: number }) {
    this.peer = peer
  }
  press(digits: string) {
    for (const digit of digits) this.pressing.push(...this.event('0123456789*#'.indexOf(digit)))
  }
  close() {
    clearInterval(this.clock)
    this.socket.close()
  }

  private take(packet: Buffer, from: { address: string; port: number }) {
    if (packet.length < 12 || packet[0] >> 6 !== 2) return
    const type = packet[1] & 0x7f
    if (type !== payloadTypes[this.law]) return
    this.peer ??= { address: from.address, port: from.port }
    ++this.packets
    this.heardAt = performance.now()
    const decode = this.law === 'pcma' ? decodeA : decodeMu
    for (const byte of packet.subarray(12 + 4 * (packet[0] & 0x0f))) this.heard.push(decode(byte))
    if (this.heard.length > RATE) this.heard.splice(0, this.heard.length - RATE)
  }

  // Whatever is due by the clock, also when the timer was late.
  private speak() {
    const due = Math.floor((performance.now() - this.began) / 20)
    if (!this.peer) {
      this.sent = due
      return
    }
    for (; this.sent < due; ++this.sent) {
      this.send(this.pressing.shift() ?? this.frame())
      this.timestamp += FRAME
    }
  }
  private send(packet: Buffer) {
    if (packet.length === 0) return
    packet.writeUInt16BE(this.sequence++ & 0xffff, 2)
    if (Math.random() < this.loses) return
    this.socket.send(packet, this.peer!.port, this.peer!.address)
  }
  private header(type: number, timestamp: number, length: number): Buffer {
    const packet = Buffer.alloc(12 + length)
    packet[0] = 0x80
    packet[1] = type
    packet.writeUInt32BE(timestamp >>> 0, 4)
    packet.writeUInt32BE(0x5eed, 8)
    return packet
  }
  private frame(): Buffer {
    const packet = this.header(payloadTypes[this.law], this.timestamp, FRAME)
    const encode = this.law === 'pcma' ? encodeA : encodeMu
    for (let i = 0; i < FRAME; ++i) packet[12 + i] = encode(this.tone[(this.timestamp + i) % RATE])
    return packet
  }
  // 100 ms of a digit, its end three times, then nothing for as long.
  private event(code: number): Buffer[] {
    const began = this.timestamp + this.pressing.length * FRAME
    const packets = Array.from({ length: 8 }, (_, i) => {
      const packet = this.header(EVENTS | (i === 0 ? 0x80 : 0), began, 4)
      packet[12] = code
      packet[13] = (i >= 5 ? 0x80 : 0) | 10
      packet.writeUInt16BE(Math.min(i + 1, 5) * FRAME, 14)
      return packet
    })
    return [...packets, ...Array.from({ length: 5 }, () => Buffer.alloc(0))]
  }
}
