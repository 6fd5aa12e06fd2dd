// A customer with a telephone: SIPp calls over a trunk and waits until it is hung up on; what is said and heard is sound
// of our own, so that it can be measured.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TelephoneSound, type Law } from './telephone_sound.ts'

const scenario = join(import.meta.dirname, '..', 'sipp', 'caller.xml')

export class Caller {
  out = ''
  readonly ended: Promise<number | null>
  private readonly child: ChildProcess

  private constructor(
    exchange: string,
    number: string,
    from: string,
    readonly sound: TelephoneSound,
    loses: number,
  ) {
    sound.loses = loses
    const [payload, codec] = sound.format.split(' ')
    const keys = { caller: from, media: String(sound.port), payload, codec }
    const words = Object.entries(keys).flatMap(([key, value]) => ['-key', key, value])
    this.child = spawn('sipp', [exchange, '-sf', scenario, '-s', number, ...words, '-i', '127.0.0.1', '-m', '1', '-lost', String(100 * loses), '-nostdin', '-timeout', '150', '-timeout_error'], {
      cwd: mkdtempSync(join(tmpdir(), 'yingda-sipp-')),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout!.on('data', (text) => (this.out += text))
    this.child.stderr!.on('data', (text) => (this.out += text))
    this.ended = new Promise((resolve) =>
      this.child.on('close', (status) => {
        sound.close()
        resolve(status)
      }),
    )
  }

  // `exchange` is HOST:PORT. Says a tone all the time. `loses` is the share of its packets, of SIP and of sound, that are lost.
  static async calls(exchange: string, number: string, { from = '13800138000', hertz = 1_000, law = 'pcma' as Law, loses = 0 } = {}): Promise<Caller> {
    return new Caller(exchange, number, from, await TelephoneSound.open(law, hertz), loses)
  }

  // Gone without a word, as when a battery is empty.
  vanish() {
    this.child.kill('SIGKILL')
  }
}
