// A centre that can be called, and whoever takes part in its calls: agents before the console, and desk phones.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSocket } from 'node:dgram'
import { expect as quickly, type Browser, type Page } from '@playwright/test'
import { admin, Client, headOffice, personFields, queueFields, roleId } from './client.ts'
import { type Complaints, signIn } from './console.ts'
import { Server, type ServerOptions } from './program.ts'

// Two cores may be busy with more than a test.
export const expect = quickly.configure({ timeout: 30_000 })

const FIRST = 'Lantern-Bridge-47'
const PASSWORD = 'Lantern-Bridge-48'

// What Chromium needs to be a phone without a microphone and a user; `microphone` is a WAV file that it says.
export function phoneArguments(microphone = ''): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--allow-loopback-in-peer-connection',
    '--autoplay-policy=no-user-gesture-required',
    ...(microphone ? [`--use-file-for-fake-audio-capture=${microphone}`] : []),
  ]
}

// A tone as a WAV file of 16-bit samples. Chromium says it again and again, baresip once.
export function toneFile(hertz: number, rate = 8_000, seconds = 10): string {
  const path = join(mkdtempSync(join(tmpdir(), 'yingda-tone-')), 'tone.wav')
  const file = Buffer.alloc(44 + 2 * seconds * rate)
  file.write('RIFF', 0)
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(rate * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(file.length - 44, 40)
  for (let i = 0; i < seconds * rate; ++i) file.writeInt16LE(Math.round(9_000 * Math.sin((2 * Math.PI * hertz * i) / rate)), 44 + 2 * i)
  writeFileSync(path, file)
  return path
}

export async function made(client: Client, path: string, body: unknown, status = 201): Promise<any> {
  const reply = await client.post(`/api/v1${path}`, body)
  quickly(reply.status, `${path} ${reply.text}`).toBe(status)
  return reply.json
}

export function node(id: string, kind: string, settings: object, exits: [string, string][] = []) {
  return { id, kind, title: id, x: 0, y: 0, exits: exits.map(([name, to]) => ({ name, to })), ...settings }
}
const words = (text: string) => ({ zh: text ? [{ text }] : [], en: [] })

export interface Member {
  login: string
  name: string
  number: string
  role?: string // agent, unless said
}

export class CallCentre {
  readonly people: Record<string, string> = {} // ids by login
  readonly queueId: string

  private constructor(
    readonly server: Server,
    readonly exchange: string, // HOST:PORT of SIP
    readonly centre: string,
    private readonly team: string,
    queueId: string,
  ) {
    this.queueId = queueId
  }

  // 95500 leads to the queue at once; 95501 by a menu, where 1 is the queue.
  static async open(members: Member[], options: ServerOptions = {}): Promise<CallCentre> {
    const server = await Server.start({ words: ['--sip', '127.0.0.1:0'], ...options })
    const exchange = await addressOf(server)
    const client = await admin(server)
    const centre = await headOffice(client)
    const team = await made(client, '/teams', { centre_id: centre, department_id: null, name: '电话一班', leader_id: null })
    const queue = await made(client, '/queues', queueFields(centre, '热线', { channel: 'voice', offer_seconds: 60, wrap_up_seconds: 5 }))
    const it = new CallCentre(server, exchange, centre, team.id, queue.id)
    for (const member of members) await it.hire(client, member)
    const direct = await it.flow(client, '热线', 'queue', [])
    const menu = { phrases: words('人工服务请按一。'), retry: null, interruptible: true, keys: '19', timeout_seconds: 30, tries: 3 }
    const guided = await it.flow(client, '总机', 'menu', [
      node('menu', 'menu', { menu }, [['1', 'queue'], ['9', 'bye'], ['invalid', 'bye'], ['timeout', 'bye']]),
    ])
    await made(client, '/trunks', {
      centre_id: centre, name: '电信', active: true, position: 0, host: '127.0.0.1', port: 9, transport: 'udp', domain: '', login: '',
      registers: false, registration_seconds: 3600, pings: false, addresses: [], inbound_login: '', security: 'never',
      codecs: ['pcma', 'pcmu'], calls_max: 0, area_code: '021', password: null, inbound_password: null,
    })
    await it.number(client, '95500', direct, true)
    await it.number(client, '95501', guided, false)
    client.close()
    return it
  }

  private async hire(client: Client, { login, name, number, role = 'agent' }: Member) {
    const grants = [{ role_id: await roleId(client, role), scope: role === 'agent' ? 'team' : 'centre' }]
    const { person } = await made(client, '/people', personFields(this.centre, login, { grants, password: FIRST, team_id: this.team, name, number }))
    const own = new Client(this.server.url)
    await own.signIn(login, FIRST)
    quickly((await own.post('/api/v1/session/password', { old_password: FIRST, new_password: PASSWORD })).status).toBe(204)
    own.close()
    this.people[login] = person.id
    await made(client, '/agents', { person_id: person.id, skills: [], capacity: [], active: true })
  }
  private async flow(client: Client, name: string, start: string, before: object[]): Promise<string> {
    const closed: [string, string][] = ['closed', 'full', 'emergency', 'inactive'].map((exit) => [exit, 'bye'])
    const nodes = [
      ...before,
      node('queue', 'queue', { queue: { queue_id: this.queueId, advance_seconds: 0, skills: [] } }, closed),
      node('bye', 'hangup', { hangup: { phrases: words(''), returns: false } }),
    ]
    const flow = await made(client, '/ivr-flows', { centre_id: this.centre, name, name_en: '', template_key: null, draft: { start, nodes } })
    await made(client, `/ivr-flows/${flow.id}/publications`, { version: flow.version, note: '' }, 200)
    return flow.id
  }
  private async number(client: Client, pattern: string, flow_id: string, is_default: boolean) {
    await made(client, '/numbers', {
      centre_id: this.centre, pattern, name: pattern, flow_id, language: 'zh-CN', caller_number: '02161230000', is_default, queue_ids: [], active: true,
    })
  }

  async client(login: string): Promise<Client> {
    const client = new Client(this.server.url)
    await client.signIn(login, PASSWORD)
    return client
  }
  // Signed in to work, not ready yet.
  async atWork(login: string): Promise<Client> {
    const client = await this.client(login)
    quickly((await client.post('/api/v1/agent-states/mine/sign-ins')).status).toBe(200)
    return client
  }
  // Before the console, with the phone connected; over relays alone, as where a firewall lets no other sound through.
  async agent(browser: Browser, complaints: Complaints, login: string, way: 'all' | 'relay' = 'all'): Promise<[Page, Client]> {
    const page = await signIn(browser, this.server, complaints, '/workspace', login, PASSWORD)
    await listen(page, way)
    const client = await this.atWork(login)
    await expect(bar(page)).toContainText('电话就绪')
    return [page, client]
  }
  // Who speaks through a desk phone that takes calls by itself and says a tone.
  async plugIn(login: string, transport: 'udp' | 'tcp' | 'tls', hertz: number): Promise<DeskPhone> {
    const client = await admin(this.server)
    const person_id = this.people[login]
    const { phone, password } = await made(client, '/phones', { centre_id: this.centre, name: `${login} 话机`, person_id, login: `${login}-${transport}`, security: transport === 'tls' ? 'required' : 'offered', active: true })
    const own = await this.client(login)
    quickly((await own.request('PUT', '/api/v1/own-phone', { body: { phone_id: phone.id } })).status).toBe(200)
    const desk = await DeskPhone.start(this.exchange, transport, phone.login, password, hertz)
    await expect.poll(async () => (await own.get('/api/v1/phone-line')).json.connected, { message: `the desk phone of ${login} signs in:\n${desk.out}` }).toBe(true)
    for (const one of [client, own]) one.close()
    return desk
  }
  // The newest call, as an administrator sees it.
  async callNow(): Promise<any> {
    const client = await admin(this.server)
    const [call] = (await client.get('/api/v1/calls?limit=1')).json.items
    client.close()
    return call
  }
}

async function addressOf(server: Server): Promise<string> {
  const [, found] = await server.running.until('out', /find it at (\S+) \(SIP\)/)
  return found
}

export async function ready(client: Client) {
  quickly((await client.post('/api/v1/agent-states/mine/readiness', { ready: true, reason_id: null })).status).toBe(200)
}
const workOf = async (client: Client) => (await client.get('/api/v1/work-items/mine')).json.items
// Takes what is offered, and waits until it is spoken.
export async function answered(centre: CallCentre, client: Client): Promise<any> {
  await expect.poll(async () => (await workOf(client))[0]?.state).toBe('offered')
  const [item] = await workOf(client)
  quickly((await client.post(`/api/v1/work-offers/${item.offer_id}/answers`)).status).toBe(200)
  await expect.poll(async () => (await centre.callNow())?.state).toBe('talking')
  return centre.callNow()
}

// What the line of the page's phone hears is measured from here on, also after the page is loaded anew.
export async function listen(page: Page, way: 'all' | 'relay' = 'all') {
  await page.addInitScript((iceTransportPolicy) => {
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, iceTransportPolicy })
        this.addEventListener('track', ({ track }) => {
          const context = new AudioContext()
          const analyser = context.createAnalyser()
          analyser.fftSize = 4096
          analyser.smoothingTimeConstant = 0 // what was heard before does not count
          context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
          const bins = new Float32Array(analyser.frequencyBinCount)
          const level = (hertz: number) => {
            analyser.getFloatFrequencyData(bins)
            return bins[Math.round((hertz * analyser.fftSize) / context.sampleRate)]
          }
          Object.assign(window, { level })
        })
      }
    }
  }, way)
  await page.reload()
}

export const bar = (page: Page) => page.getByRole('region', { name: '电话' })
export const level = (page: Page, hertz: number): Promise<number> => page.evaluate((wanted) => (window as any).level?.(wanted) ?? -1_000, hertz)
export const hears = (page: Page, hertz: number) => expect.poll(() => level(page, hertz), { message: `${hertz} Hz is heard` }).toBeGreaterThan(-50)
export const isDeafTo = (page: Page, hertz: number) => expect.poll(() => level(page, hertz), { message: `${hertz} Hz is not heard` }).toBeLessThan(-80)

// baresip does not start on a machine that has the loopback alone.
export const hasNetwork = () => Object.values(networkInterfaces()).flat().some((one) => one && !one.internal && one.family === 'IPv4')

async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, resolve))
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return port
}

// baresip, which answers by itself.
export class DeskPhone {
  out = ''
  private readonly child: ChildProcess
  private constructor(private readonly folder: string) {
    const child = spawn('baresip', ['-f', folder], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    this.child = child
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (this.out += text))
  }

  static async start(exchange: string, transport: 'udp' | 'tcp' | 'tls', login: string, password: string, hertz: number): Promise<DeskPhone> {
    const folder = mkdtempSync(join(tmpdir(), 'yingda-phone-'))
    const port = Number(exchange.split(':')[1]) + (transport === 'tls' ? 1 : 0)
    const modules = ['module g711.so', 'module aufile.so', 'module aubridge.so', 'module srtp.so', 'module_app account.so', 'module_app menu.so']
    const config = [
      'poll_method epoll', `sip_listen 0.0.0.0:${await freePort()}`, 'audio_player aubridge,nowhere', `audio_source aufile,${toneFile(hertz, 8_000, 180)}`,
      'audio_alert aubridge,nowhere', 'module_path /usr/lib/baresip/modules', ...modules, 'ring_aufile none', 'sip_verify_server no',
    ]
    const account = `<sip:${login}@127.0.0.1:${port};transport=${transport}>;auth_user=${login};auth_pass=${password};answermode=auto;regint=60`
    writeFileSync(join(folder, 'config'), config.join('\n') + '\n')
    writeFileSync(join(folder, 'accounts'), `${account}${transport === 'tls' ? ';mediaenc=srtp-mand' : ''}\n`)
    writeFileSync(join(folder, 'contacts'), '\n')
    return new DeskPhone(folder)
  }

  unplug() {
    this.child.kill('SIGKILL')
  }
  // Gone without a word, and there again.
  replugged(): DeskPhone {
    this.unplug()
    return new DeskPhone(this.folder)
  }
}
