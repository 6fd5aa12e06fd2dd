// Runs the program under test: servers on ports of their own, and the other verbs of its command line.
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
export const binary = process.env.YINGDA_BINARY ?? join(root, 'build', 'yingda')
export const adminPassword = 'Quiet-River-88'

const folders: string[] = []
const children = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true })
    rmSync(`${folder}.master.key`, { force: true })
  }
})

// A folder that is gone when the worker ends.
export function makeFolder(name = 'data'): string {
  folders.push(mkdtempSync(join(tmpdir(), `yingda-${name}-`)))
  return folders.at(-1)!
}

export interface Finished {
  status: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
}

// A child whose output is kept, and which dies with this process.
export class Running {
  out = ''
  err = ''
  readonly finished: Promise<Finished>
  private readonly watchers = new Set<() => void>()

  constructor(readonly child: ChildProcess) {
    children.add(child)
    child.stdout!.setEncoding('utf8').on('data', (text) => this.take('out', text))
    child.stderr!.setEncoding('utf8').on('data', (text) => this.take('err', text))
    this.finished = new Promise((resolve) =>
      child.once('close', (status, signal) => {
        children.delete(child)
        resolve({ status, signal, out: this.out, err: this.err })
        this.watchers.forEach((look) => look())
      }),
    )
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  // Resolves with the match once the output has it; fails when the program ends without.
  until(stream: 'out' | 'err', wanted: RegExp): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = this[stream].match(wanted)
        if (!match && this.alive) return
        this.watchers.delete(look)
        if (match) resolve(match)
        else reject(new Error(`the program ended before it said ${wanted}:\n${this.out}${this.err}`))
      }
      this.watchers.add(look)
      look()
    })
  }

  private take(stream: 'out' | 'err', text: string) {
    this[stream] += text
    this.watchers.forEach((look) => look())
  }
}

export function start(words: string[], environment: NodeJS.ProcessEnv = {}, program = binary): Running {
  const env = { ...process.env, YINGDA_ADMIN_PASSWORD: adminPassword, ...environment }
  return new Running(spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

// Runs a verb of the command line to its end.
export function run(...words: string[]): Promise<Finished> {
  return start(words).finished
}

// Where the data of a server lies: the options that name it on every command line.
export interface Place {
  data: string
  database?: string
}

export function placeWords(place: Place, assets = root): string[] {
  return ['--data', place.data, '--assets', assets, ...(place.database ? ['--database', place.database] : [])]
}

export interface ServerOptions extends Partial<Place> {
  words?: string[] // further words for `serve`
  assets?: string // folder with content/ and web/dist/
  listen?: string[] // instead of a free plain port on loopback
  environment?: NodeJS.ProcessEnv
}

export class Server {
  private constructor(
    readonly place: Place,
    readonly url: string,
    readonly running: Running,
    readonly startedInMs: number,
  ) {}

  static async start(options: ServerOptions = {}): Promise<Server> {
    const place = { data: options.data ?? makeFolder(), database: options.database }
    const began = performance.now()
    const listen = options.listen ?? ['--http', '127.0.0.1:0']
    const running = start(['serve', ...placeWords(place, options.assets), ...listen, ...(options.words ?? [])], options.environment)
    const [, url] = await running.until('out', /Yingda listens on (\S+)\n/)
    return new Server(place, url, running, performance.now() - began)
  }

  get host(): string {
    return new URL(this.url).host
  }
  get port(): number {
    return Number(new URL(this.url).port)
  }

  // Asks it to end, and waits until it has.
  stop(): Promise<Finished> {
    this.running.child.kill('SIGTERM')
    return this.running.finished
  }

  kill(): Promise<Finished> {
    this.running.child.kill('SIGKILL')
    return this.running.finished
  }
}

// A folder for --assets with the real content and a console of a few known files, so that
// tests of file serving do not depend on what the console's build made.
export function makeAssets(files: (folder: string) => void): string {
  const folder = makeFolder('assets')
  if (!existsSync(join(root, 'content'))) throw new Error(`${root} has no content/`)
  symlinkSync(join(root, 'content'), join(folder, 'content'))
  mkdirSync(join(folder, 'web', 'dist'), { recursive: true })
  files(join(folder, 'web', 'dist'))
  return folder
}

export function copyFolder(from: string, to: string) {
  cpSync(from, to, { recursive: true })
}
