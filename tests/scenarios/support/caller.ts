// A customer with a telephone: SIPp calls over a trunk and says a tone until it is hung up on.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const scenario = join(import.meta.dirname, '..', 'sipp', 'caller.xml')

// ITU-T G.711, A-law, of a 16-bit sample.
function aLaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), 32_635) >> 4
  let exponent = 0
  for (let rest = magnitude >> 5; rest > 0; rest >>= 1) ++exponent
  const mantissa = exponent === 0 ? magnitude >> 1 : magnitude >> exponent
  return ((sign | (exponent << 4) | (mantissa & 0x0f)) ^ 0x55) & 0xff
}

function toneFile(hertz: number): string {
  const path = join(mkdtempSync(join(tmpdir(), 'yingda-caller-')), 'tone.al')
  const samples = Array.from({ length: 8_000 }, (_, i) => aLaw(Math.round(9_000 * Math.sin((2 * Math.PI * hertz * i) / 8_000))))
  writeFileSync(path, Buffer.from(samples))
  return path
}

export class Caller {
  out = ''
  readonly ended: Promise<number | null>
  private readonly child: ChildProcess

  // `exchange` is HOST:PORT.
  constructor(exchange: string, number: string, { from = '13800138000', hertz = 1_000 } = {}) {
    const words = [exchange, '-sf', scenario, '-s', number, '-key', 'caller', from, '-key', 'stream', `${toneFile(hertz)},-1,8`, '-i', '127.0.0.1', '-m', '1', '-nostdin', '-timeout', '150', '-timeout_error']
    this.child = spawn('sipp', words, { cwd: mkdtempSync(join(tmpdir(), 'yingda-sipp-')), stdio: ['ignore', 'pipe', 'pipe'] })
    this.child.stdout!.on('data', (text) => (this.out += text))
    this.child.stderr!.on('data', (text) => (this.out += text))
    this.ended = new Promise((resolve) => this.child.on('close', resolve))
  }

  // Gone without a word, as when a battery is empty.
  vanish() {
    this.child.kill('SIGKILL')
  }
}
