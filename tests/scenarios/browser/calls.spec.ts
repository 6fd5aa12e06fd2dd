// A real call: SIPp over a trunk, a flow, a queue, an agent whose browser is the phone; what is heard is asserted by
// its tone.
import { expect as quickly, type Browser, type Page } from '@playwright/test'
import { Caller } from '../support/caller.ts'
import { admin, Client, headOffice, personFields, queueFields, roleId } from '../support/client.ts'
import { Complaints, signIn, test } from '../support/console.ts'
import { Server } from '../support/program.ts'

// Two cores may be busy with more than a test.
const expect = quickly.configure({ timeout: 30_000 })

test.use({
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--allow-loopback-in-peer-connection',
      '--autoplay-policy=no-user-gesture-required',
    ],
  },
})

const FIRST = 'Lantern-Bridge-47'
const PASSWORD = 'Lantern-Bridge-48'

let server: Server
let exchange = ''
const people: Record<string, string> = {}
const complaints = new Complaints()

async function made(client: Client, path: string, body: unknown, status = 201): Promise<any> {
  const reply = await client.post(`/api/v1${path}`, body)
  expect(reply.status, `${path} ${reply.text}`).toBe(status)
  return reply.json
}

function node(id: string, kind: string, settings: object, exits: [string, string][] = []) {
  return { id, kind, title: id, x: 0, y: 0, exits: exits.map(([name, to]) => ({ name, to })), ...settings }
}

test.beforeAll(async () => {
  server = await Server.start({ words: ['--sip', '127.0.0.1:0'] })
  const [, found] = await server.running.until('out', /find it at (\S+) \(SIP\)/)
  exchange = found
  const client = await admin(server)
  const centre = await headOffice(client)
  const team = await made(client, '/teams', { centre_id: centre, department_id: null, name: '电话一班', leader_id: null })
  for (const [login, name, number] of [['fang', '方小安', '8001'], ['xu', '许文静', '8002']] as const) {
    const grants = [{ role_id: await roleId(client, 'agent'), scope: 'team' }]
    const { person } = await made(client, '/people', personFields(centre, login, { grants, password: FIRST, team_id: team.id, name, number }))
    const own = new Client(server.url)
    await own.signIn(login, FIRST)
    expect((await own.post('/api/v1/session/password', { old_password: FIRST, new_password: PASSWORD })).status).toBe(204)
    own.close()
    people[login] = person.id
    await made(client, '/agents', { person_id: person.id, skills: [], capacity: [], active: true })
  }
  const queue = await made(client, '/queues', queueFields(centre, '热线', { channel: 'voice', offer_seconds: 60, wrap_up_seconds: 5 }))
  const queueExits: [string, string][] = ['closed', 'full', 'emergency', 'inactive'].map((exit) => [exit, 'bye'])
  const flow = await made(client, '/ivr-flows', {
    centre_id: centre,
    name: '热线',
    name_en: '',
    template_key: null,
    draft: {
      start: 'queue',
      nodes: [
        node('queue', 'queue', { queue: { queue_id: queue.id, advance_seconds: 0, skills: [] } }, queueExits),
        node('bye', 'hangup', { hangup: { phrases: { zh: [], en: [] }, returns: false } }),
      ],
    },
  })
  await made(client, `/ivr-flows/${flow.id}/publications`, { version: flow.version, note: '' }, 200)
  await made(client, '/trunks', {
    centre_id: centre, name: '电信', active: true, position: 0, host: '127.0.0.1', port: 9, transport: 'udp', domain: '', login: '',
    registers: false, registration_seconds: 3600, pings: false, addresses: [], inbound_login: '', security: 'never',
    codecs: ['pcma', 'pcmu'], calls_max: 0, area_code: '021', password: null, inbound_password: null,
  })
  await made(client, '/numbers', {
    centre_id: centre, pattern: '95500', name: '热线', flow_id: flow.id, language: 'zh-CN', caller_number: '02161230000',
    is_default: true, queue_ids: [], active: true,
  })
  client.close()
})
test.afterAll(() => server.stop())
test.afterEach(() => {
  expect(complaints.take()).toEqual([])
})

// What the line of the page's phone hears is measured from here on, also after the page is loaded anew.
async function listen(page: Page) {
  await page.addInitScript(() => {
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration)
        this.addEventListener('track', ({ track }) => {
          const context = new AudioContext()
          const analyser = context.createAnalyser()
          analyser.fftSize = 4096
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
  })
  await page.reload()
}

const bar = (page: Page) => page.getByRole('region', { name: '电话' })
const level = (page: Page, hertz: number) => page.evaluate((wanted) => (window as any).level?.(wanted) ?? -1_000, hertz)
const hears = (page: Page, hertz: number) => expect.poll(() => level(page, hertz), { message: `${hertz} Hz is heard` }).toBeGreaterThan(-50)
const isDeafTo = (page: Page, hertz: number) => expect.poll(() => level(page, hertz), { message: `${hertz} Hz is not heard` }).toBeLessThan(-80)

// An agent before the console, whose phone is connected.
async function agent(browser: Browser, login: string): Promise<[Page, Client]> {
  const page = await signIn(browser, server, complaints, '/workspace', login, PASSWORD)
  await listen(page)
  const client = new Client(server.url)
  await client.signIn(login, PASSWORD)
  expect((await client.post('/api/v1/agent-states/mine/sign-ins')).status).toBe(200)
  await expect(bar(page)).toContainText('电话就绪')
  return [page, client]
}
async function ready(client: Client) {
  expect((await client.post('/api/v1/agent-states/mine/readiness', { ready: true, reason_id: null })).status).toBe(200)
}

const workOf = async (client: Client) => (await client.get('/api/v1/work-items/mine')).json.items
async function answered(client: Client): Promise<any> {
  await expect.poll(async () => (await workOf(client))[0]?.state).toBe('offered')
  const [item] = await workOf(client)
  expect((await client.post(`/api/v1/work-offers/${item.offer_id}/answers`)).status).toBe(200)
  await expect.poll(async () => (await callNow())?.state).toBe('talking')
  return callNow()
}
async function callNow(): Promise<any> {
  const client = await admin(server)
  const [call] = (await client.get('/api/v1/calls?limit=1')).json.items
  client.close()
  return call
}

test('a customer calls, waits with music, is answered in the browser, held, given to a colleague, and hung up on', async ({ browser }) => {
  const [page, fang] = await agent(browser, 'fang')
  const [colleague, xu] = await agent(browser, 'xu')
  const caller = new Caller(exchange, '95500')
  await expect.poll(async () => (await callNow())?.state).toBe('waiting')
  await ready(fang)
  const call = await answered(fang)
  expect(call.number).toBe('138****8000')
  await hears(page, 1_000)

  expect((await fang.post(`/api/v1/calls/${call.id}/hold`, { held: true })).status).toBe(200)
  await isDeafTo(page, 1_000)
  expect((await fang.post(`/api/v1/calls/${call.id}/hold`, { held: false })).status).toBe(200)
  await hears(page, 1_000)

  const target = { queue_id: null, agent_id: people.xu, flow_id: null, number: '' }
  expect((await fang.post(`/api/v1/calls/${call.id}/consultation`, target)).status).toBe(200)
  expect((await xu.post(`/api/v1/calls/${call.id}/answer`)).status).toBe(200)
  await isDeafTo(page, 1_000)
  await isDeafTo(colleague, 1_000)
  expect((await fang.post(`/api/v1/calls/${call.id}/join`)).status).toBe(200)
  await hears(page, 1_000)
  await hears(colleague, 1_000)
  expect((await fang.post(`/api/v1/calls/${call.id}/completion`)).status).toBe(204)
  await isDeafTo(page, 1_000)
  await hears(colleague, 1_000)
  await expect.poll(async () => (await callNow()).agent_id).toBe(target.agent_id)

  // Loaded anew in mid-call: the call goes on.
  await colleague.reload()
  await hears(colleague, 1_000)
  expect((await xu.post(`/api/v1/calls/${call.id}/hang-up`)).status).toBe(204)
  expect(await caller.ended, caller.out).toBe(0)
  const over = await callNow()
  expect(over.ending).toBe('by_agent')
  expect(over.parties.filter((party: any) => party.state !== 'gone')).toEqual([])
  await expect.poll(async () => (await fang.get(`/api/v1/contacts/${call.contact_id}`)).json.state).toBe('ended')
  for (const client of [fang, xu]) client.close()
})

test('the bar rings, answers, holds, mutes and hangs up', async ({ browser }) => {
  const [page, fang] = await agent(browser, 'fang')
  await ready(fang)
  const phone = bar(page)
  const caller = new Caller(exchange, '95500', { from: '13900139000' })
  await expect(phone).toContainText('139****9000')
  await phone.getByRole('button', { name: '接听' }).click()
  await expect(phone.getByRole('button', { name: '挂断' })).toBeVisible()
  const id = (await callNow()).id
  const party = async (role: string) => (await callNow()).parties.find((one: any) => one.role === role)
  await phone.getByRole('button', { name: '保持' }).click()
  await expect.poll(async () => (await party('customer')).held).toBe(true)
  await phone.getByRole('button', { name: '取回' }).click()
  await expect.poll(async () => (await party('customer')).held).toBe(false)
  await phone.getByRole('button', { name: '静音' }).click()
  await expect.poll(async () => (await party('agent')).muted).toBe(true)
  // Loaded anew in mid-call: the bar comes back with the call, and the line too.
  await page.reload()
  await expect(phone.getByRole('button', { name: '挂断' })).toBeVisible()
  await expect.poll(async () => (await party('agent')).away).toBe(false)
  await expect.poll(async () => (await party('customer')).held).toBe(false)
  await phone.getByRole('button', { name: '挂断' }).click()
  expect(await caller.ended, caller.out).toBe(0)
  await expect(phone).toContainText('电话就绪')
  expect((await callNow()).id).toBe(id)
  fang.close()
})
