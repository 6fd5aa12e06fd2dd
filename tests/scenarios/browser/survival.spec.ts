// What a call survives, and what is left of it when the server does not: crashes of a browser and of the server, floods
// by HTTP, SIP and RTP.
import { createSocket, type Socket } from 'node:dgram'
import { answered, CallCentre, expect, hears, level, phoneArguments, ready, toneFile } from '../support/call_centre.ts'
import { Caller } from '../support/caller.ts'
import { admin } from '../support/client.ts'
import { Complaints, test } from '../support/console.ts'
import { makeFolder, Server } from '../support/program.ts'
import { customerSaid, secondsWith } from '../support/call_recording.ts'
import { TelephoneSound } from '../support/telephone_sound.ts'

const CUSTOMER = 1_000
const OTHER_CUSTOMER = 1_300
const AGENT = 600
const STRANGER = 2_100

test.use({
  launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: phoneArguments(toneFile(AGENT, 48_000)) },
})

let centre: CallCentre
const data = makeFolder()
const sip = ['--sip', '127.0.0.1:0']
const complaints = new Complaints()
test.beforeAll(async () => {
  const members = [['fang', '方小安'], ['xu', '许文静'], ['lin', '林小满']].map(([login, name], i) => ({ login, name, number: `800${i}` }))
  centre = await CallCentre.open(members, { data, words: sip })
})
test.afterAll(() => centre.server.stop())

const callOf = async (number: string): Promise<any> => {
  const client = await admin(centre.server)
  const { items } = (await client.get('/api/v1/calls?limit=10')).json
  client.close()
  return items.find((one: any) => one.number.endsWith(number.slice(-4)) && one.state !== 'ended')
}

test('an agent whose browser crashes: the caller hears so, stands before the others, and reaches the next agent', async ({ browser }) => {
  const [page, fang] = await centre.agent(browser, complaints, 'fang')
  await ready(fang)
  const first = await Caller.calls(centre.exchange, '95500', { from: '13800138001', hertz: CUSTOMER })
  const call = await answered(centre, fang)
  await hears(page, CUSTOMER)
  const second = await Caller.calls(centre.exchange, '95500', { from: '13800138002', hertz: OTHER_CUSTOMER })
  await expect.poll(async () => (await callOf('13800138002'))?.state).toBe('waiting')

  await page.goto('chrome://crash').catch(() => {})
  await expect.poll(async () => (await callOf('13800138001'))?.state).toBe('waiting')
  await expect.poll(() => first.sound.loudness, { message: 'the apology' }).toBeGreaterThan(500)

  const [other, xu] = await centre.agent(browser, complaints, 'xu')
  await ready(xu)
  await expect.poll(async () => (await xu.get('/api/v1/work-items/mine')).json.items[0]?.id).toBe(call.work_item_id)
  const [item] = (await xu.get('/api/v1/work-items/mine')).json.items
  expect((await xu.post(`/api/v1/work-offers/${item.offer_id}/answers`)).status).toBe(200)
  await hears(other, CUSTOMER)
  expect((await xu.post(`/api/v1/calls/${call.id}/hang-up`)).status).toBe(204)
  expect(await first.ended, first.out).toBe(0)

  // Nobody rings in vain where a phone was lost.
  expect((await fang.get('/api/v1/agent-states/mine')).json.state).toBe('not_responding')
  second.vanish()
  const client = await admin(centre.server)
  expect((await client.post(`/api/v1/calls/${(await callOf('13800138002')).id}/cut`)).status).toBe(204)
  for (const one of [fang, xu, client]) one.close()
})

test('a call goes on through floods of requests, of SIP from a scanner and of RTP from strangers', async ({ browser }) => {
  const [page, lin] = await centre.agent(browser, complaints, 'lin')
  await ready(lin)
  const caller = await Caller.calls(centre.exchange, '95500', { from: '13800138003', hertz: CUSTOMER })
  const call = await answered(centre, lin)
  await hears(page, CUSTOMER)
  await expect.poll(() => caller.sound.level(AGENT)).toBeGreaterThan(-40)

  // Requests, as many at once as are answered, for as long as 250 packets of sound take.
  const client = await admin(centre.server)
  const before = [caller.sound.packets, performance.now()]
  let requests = 0
  let unhappy = 0
  const flood = async () => {
    while (caller.sound.packets < before[0] + 250) {
      const reply = await client.get('/api/v1/people?limit=200')
      ++requests
      if (![200, 429, 503].includes(reply.status)) ++unhappy
    }
  }
  await Promise.all(Array.from({ length: 64 }, flood))
  const seconds = (performance.now() - before[1]) / 1_000
  console.log(`${requests} requests in ${seconds.toFixed(1)} s beside a call`)
  expect(unhappy).toBe(0)
  expect((caller.sound.packets - before[0]) / seconds, 'packets of sound a second').toBeGreaterThan(45)

  // A scanner from an address of its own: whoever is there and who is not get the same answer, until it gets none.
  const scanner = await Scanner.open(centre.exchange)
  const [unknown, known] = [await scanner.registers('no-such-phone'), await scanner.registers('8000')]
  expect(unknown).toMatch(/^SIP\/2.0 401 /)
  expect(known.split('\r\n')[0]).toBe(unknown.split('\r\n')[0])
  await scanner.guesses(300)
  scanner.shouts(Buffer.alloc(1_200, 0xff), 500)
  scanner.shouts(Buffer.from('INVITE sip:95500@yingda SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.7\r\nContent-Length: 99999\r\n\r\n'), 500)
  const witness = await Scanner.open(centre.exchange, '127.0.0.8')
  expect(await scanner.isIgnored('8000', witness)).toBe(true)
  for (const one of [scanner, witness]) one.close()

  // A stranger speaks to the port to which the caller speaks.
  const stranger = await TelephoneSound.open('pcma', STRANGER)
  stranger.speakTo(caller.sound.from!)
  const heardSoFar = caller.sound.packets
  await expect.poll(() => caller.sound.packets).toBeGreaterThan(heardSoFar + 100)
  expect(await level(page, STRANGER)).toBeLessThan(-80)
  await hears(page, CUSTOMER)
  stranger.close()

  expect((await lin.post(`/api/v1/calls/${call.id}/hang-up`)).status).toBe(204)
  expect(await caller.ended, caller.out).toBe(0)
  const { said, item } = await customerSaid(centre.server, call.id)
  expect(secondsWith(said, STRANGER)).toBe(0)
  expect(secondsWith(said, CUSTOMER)).toBeGreaterThan(item.length_ms / 1_000 - 1.5)
  for (const one of [lin, client]) one.close()
})

test('killed in mid-call: contacts are closed, what was said can be heard, and who was cut off is to be called back', async ({ browser }) => {
  const [page, fang] = await centre.agent(browser, complaints, 'fang')
  await ready(fang)
  const talking = await Caller.calls(centre.exchange, '95500', { from: '13800138004', hertz: CUSTOMER })
  const call = await answered(centre, fang)
  await hears(page, CUSTOMER)
  const began = performance.now()
  const waiting = await Caller.calls(centre.exchange, '95500', { from: '13800138005', hertz: OTHER_CUSTOMER })
  await expect.poll(async () => (await callOf('13800138005'))?.state).toBe('waiting')
  await expect.poll(() => performance.now() - began, { message: 'some seconds are spoken' }).toBeGreaterThan(6_000)
  const spoken = (performance.now() - began) / 1_000
  await page.context().close()
  await centre.server.kill()
  for (const caller of [talking, waiting]) caller.vanish()

  Object.assign(centre, { server: await Server.start({ data, words: sip }) })
  const client = await admin(centre.server)
  const { items: calls } = (await client.get('/api/v1/calls?limit=2')).json
  expect(calls.map((one: any) => [one.number, one.state, one.ending])).toEqual([['138****8005', 'ended', 'broken'], ['138****8004', 'ended', 'broken']])
  for (const one of calls) {
    expect(one.parties.every((party: any) => party.state === 'gone')).toBe(true)
    await expect.poll(async () => (await client.get(`/api/v1/contacts/${one.contact_id}`)).json.state).toBe('ended')
  }
  const { items: callBacks } = (await client.get('/api/v1/call-backs?limit=20')).json
  expect(callBacks.filter((one: any) => one.reason === 'cut').map((one: any) => [one.number, one.state]).sort()).toEqual([['138****8004', 'open'], ['138****8005', 'open']])
  const { said, item } = await customerSaid(centre.server, call.id)
  expect(item.state).toBe('kept')
  expect(secondsWith(said, CUSTOMER), `of ${spoken.toFixed(1)} s spoken`).toBeGreaterThan(spoken - 2)
  const own = await centre.client('fang')
  expect((await own.get('/api/v1/work-items/mine')).json.items).toEqual([])
  for (const one of [client, own, fang]) one.close()
})

// Somebody who tries what is there, from an address that is no trunk's.
class Scanner {
  private heard: string[] = []
  private count = 0
  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
    private readonly port: number,
  ) {
    socket.on('message', (text) => this.heard.push(text.toString('latin1')))
  }
  static open(exchange: string, address = '127.0.0.7'): Promise<Scanner> {
    const [host, port] = exchange.split(':')
    const socket = createSocket('udp4')
    return new Promise((resolve) => socket.bind(0, address, () => resolve(new Scanner(socket, host, Number(port)))))
  }
  close() {
    this.socket.close()
  }

  // The answer.
  async registers(login: string): Promise<string> {
    const find = this.say(login, `z9hG4bK${++this.count}`)
    await expect.poll(find, { message: 'an answer to REGISTER' }).not.toBe('')
    return find()
  }
  // A message that came later, from elsewhere, is answered; this one is not.
  async isIgnored(login: string, witness: Scanner): Promise<boolean> {
    const find = this.say(login, `z9hG4bK${++this.count}`)
    await witness.registers(login)
    return find() === ''
  }
  async guesses(times: number) {
    for (let i = 0; i < times; ++i) {
      const digest = `username="8000", realm="yingda", nonce="${i}", uri="sip:yingda", response="${String(i).padStart(32, '0')}"`
      this.say('8000', `z9hG4bKg${i}`, `Authorization: Digest ${digest}\r\n`)
      if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  shouts(bytes: Buffer, times: number) {
    for (let i = 0; i < times; ++i) this.socket.send(bytes, this.port, this.host)
  }

  // Gives what finds the answer, "" while there is none.
  private say(login: string, branch: string, more = ''): () => string {
    const { address, port } = this.socket.address()
    const lines = [
      'REGISTER sip:yingda SIP/2.0', `Via: SIP/2.0/UDP ${address}:${port};branch=${branch};rport`, 'Max-Forwards: 70',
      `From: <sip:${login}@yingda>;tag=1`, `To: <sip:${login}@yingda>`, `Call-ID: ${branch}`, 'CSeq: 1 REGISTER',
      `Contact: <sip:${login}@${address}:${port}>`, 'Expires: 60', 'Content-Length: 0',
    ]
    this.socket.send(Buffer.from(lines.join('\r\n') + '\r\n' + more + '\r\n', 'latin1'), this.port, this.host)
    return () => this.heard.find((text) => text.includes(branch) && !text.startsWith('SIP/2.0 100')) ?? ''
  }
}
