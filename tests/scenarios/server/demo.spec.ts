// The demo: a sample that lives. Simulated visitors come and are answered, at a pace that is set; whoever goes ready
// as an agent is visited within fifteen seconds by somebody who answers sensibly.
import { admin, Client } from '../support/client.ts'
import { expect, test } from '../support/engines.ts'
import { Live } from '../support/live.ts'
import { Server } from '../support/program.ts'

const words = ['--demo', '--demo-history', '0']
const password = 'try yingda today'
const within = (seconds: number) => ({ timeout: seconds * 1_000, intervals: [300] })

let server: Server
const closing: { close(): void }[] = []
test.beforeAll(async () => {
  server = await Server.start({ words: [...words, '--demo-pace', '10'] })
})
test.afterAll(async () => {
  closing.forEach((one) => one.close())
  const ended = await server.stop()
  expect(ended.status).toBe(0)
  expect(ended.err).not.toMatch(/Z error /)
})

// As a console would be: signed in, with its live feed.
async function console_(login: string): Promise<Client> {
  const client = new Client(server.url)
  await client.signIn(login, password)
  closing.push(await Live.open(client), client)
  return client
}
const chats = async (client: Client, query: string) => (await client.get(`/api/v1/chats?limit=100&${query}`)).json.items as any[]

test('simulated visitors chat with simulated agents', async () => {
  test.setTimeout(90_000)
  const client = await admin(server)
  await expect.poll(async () => (await client.get('/api/v1/demo')).json.agents, within(30)).toBeGreaterThan(8)
  await expect.poll(async () => (await chats(client, 'state=active')).length, within(40)).toBeGreaterThan(2)
  const [chat] = await chats(client, 'state=active')
  const authors = async () => new Set(((await client.get(`/api/v1/chats/${chat.id}/messages?limit=100`)).json.items as any[]).map((one) => one.author))
  await expect.poll(authors, within(30)).toEqual(new Set(['visitor', 'system', 'agent']))
  client.close()
})

test('simulated customers call, and phones of simulated agents answer; calls end with a recording', async () => {
  test.setTimeout(180_000)
  const client = await admin(server)
  const calls = async (query: string) => (await client.get(`/api/v1/calls?limit=100&${query}`)).json.items as any[]
  await expect.poll(async () => (await client.get('/api/v1/demo')).json.calls, within(40)).toBeGreaterThan(2)
  const talking = async () => (await calls('state=talking')).filter((call) => call.parties.length === 2)
  await expect.poll(async () => (await talking()).length, within(60)).toBeGreaterThan(1)
  const [call] = await talking()
  expect(call.number).toMatch(/^154\*+\d{4}$/)
  expect(call.parties.map((party: any) => [party.role, party.device, party.silent])).toEqual([['customer', 'trunk', false], ['agent', 'phone', false]])
  const ended = async () => (await calls('state=ended')).find((one) => one.id === call.id && one.contact_id)
  await expect.poll(ended, within(90)).toBeTruthy()
  expect(['by_customer', 'by_agent', 'by_system']).toContain((await ended()).ending)
  const recordings = async () => ((await client.get('/api/v1/recordings?limit=200')).json.items as any[]).filter((one) => one.call_id === call.id && one.length_ms > 1_000)
  await expect.poll(async () => (await recordings()).length, within(15)).toBeGreaterThan(0)
  client.close()
})

test('the line between the centre and the simulated customers stands', async () => {
  const client = await admin(server)
  const [trunk] = (await client.get('/api/v1/trunks')).json.items
  const state = async () => ((await client.get('/api/v1/trunk-states')).json.items as any[]).find((one) => one.trunk_id === trunk.id)?.state
  await expect.poll(state, within(40)).toBe('up')
  client.close()
})

test('whoever goes ready as an agent is visited within 15 seconds, and answered', async () => {
  test.setTimeout(90_000)
  const agent = await console_('yl-ql-agent2')
  // Whatever the simulator had in that person's hands is let go.
  await expect.poll(async () => (await agent.get('/api/v1/agent-states/mine')).json.state, within(10)).toBe('signed_out')
  expect((await agent.post('/api/v1/agent-states/mine/sign-ins')).status).toBe(200)
  expect((await agent.post('/api/v1/agent-states/mine/readiness', { ready: true, reason_id: null })).status).toBe(200)
  const offered = async () => ((await agent.get('/api/v1/work-items/mine')).json.items as any[]).find((one) => one.state === 'offered')
  await expect.poll(offered, within(15)).toBeTruthy()
  const item = await offered()
  expect((await agent.post(`/api/v1/work-offers/${item.offer_id}/answers`)).status).toBe(200)
  const mine = async () => (await chats(agent, 'state=active')).find((one) => one.work_item_id === item.id)
  await expect.poll(mine, within(10)).toBeTruthy()
  const chat = await mine()
  const said = await agent.post(`/api/v1/chats/${chat.id}/messages`, { client_id: 'asked', text: '您好，请问您的合同号是多少？', visibility: 'everyone' })
  expect(said.status, said.text).toBe(200)
  const answers = async () => ((await agent.get(`/api/v1/chats/${chat.id}/messages?limit=100&after=${said.json.seq}`)).json.items as any[]).map((one) => one.text).join('\n')
  await expect.poll(answers, within(25)).toMatch(/YX\d{8}/)
})

test('the pace is set by who may, and nobody comes while it is paused', async () => {
  const lead = await console_('lj-wj-lead1')
  const agent = await console_('lj-bs-agent3')
  const set = (client: Client, body: object) => client.request('PUT', '/api/v1/demo', { body })
  expect((await set(agent, { pace: 5, paused: false })).status).toBe(403)
  expect((await set(lead, { pace: 30, paused: false })).status).toBe(422)
  const paused = await set(lead, { pace: 5, paused: true })
  expect(paused.json).toMatchObject({ pace: 5, paused: true })
  expect((await agent.get('/api/v1/demo')).json).toMatchObject({ pace: 5, paused: true })
})

test('the sign-in page is told of sample people by a demo alone', async () => {
  const stranger = new Client(server.url)
  const told = (await stranger.get('/api/v1/demo-sign-ins')).json
  expect(told.password).toBe(password)
  expect(told.sign_ins.map((one: any) => one.login)).toContain('lj-wj-agent1')
  stranger.close()
  const plain = await Server.start()
  const client = await admin(plain)
  expect((await client.get('/api/v1/demo-sign-ins')).json).toEqual({ sign_ins: [], password: '' })
  expect((await client.get('/api/v1/demo')).status).toBe(404)
  client.close()
  await plain.stop()
})
