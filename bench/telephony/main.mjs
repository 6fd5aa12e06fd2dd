// What calls cost the whole server, how many it sets up, and what becomes of it at twice as many. See README.md.
//   node main.mjs                                  YINGDA_BINARY: another program than build-bench/yingda
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Server, pause } from '../support/server.mjs'
import { customerScenario } from './customer.mjs'

const PEER = 17070
const LADDER = [25, 100, 200, 400, 600, 800]
const SECONDS = 10
const BRIDGED = 100

const server = await Server.start('--sip', '127.0.0.1:0', '--rtp', '30000-49999')
const exchange = await server.says(/find it at (\S+) \(SIP\)/)
// The server has the first core for itself, whoever calls it the second.
execFileSync('taskset', ['-a', '-p', '-c', '0', String(server.child.pid)])

const running = new Set()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))
function sipp(name, ...words) {
  const folder = join(server.folder, name)
  mkdirSync(folder, { recursive: true })
  const child = spawn('taskset', ['-c', '1', 'sipp', '-i', '127.0.0.1', '-nostdin', '-timeout', '300', ...words], { cwd: folder, stdio: 'ignore' })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return { folder, ended: new Promise((resolve) => child.once('exit', resolve)) }
}

// 95500 leads to a flow that gives each caller on to a number outside, which SIPp answers.
async function openHotline() {
  const admin = await server.admin()
  const { items: [centre] } = await admin.call('GET', '/centres?limit=1')
  const trunk = {
    centre_id: centre.id, name: 'SIPp', active: true, position: 0, host: '127.0.0.1', port: PEER, transport: 'udp', domain: '', login: '',
    registers: false, registration_seconds: 3600, pings: false, addresses: [], inbound_login: '', security: 'never',
    codecs: ['pcma', 'pcmu'], calls_max: 0, area_code: '021', password: null, inbound_password: null,
  }
  await admin.call('POST', '/trunks', trunk)
  const node = (id, kind, settings, exits) => ({ id, kind, title: id, x: 0, y: 0, exits, ...settings })
  const nodes = [
    node('on', 'transfer', { transfer: { target: 'number', to: '13900000000' } }, [{ name: 'failed', to: 'bye' }]),
    node('bye', 'hangup', { hangup: { phrases: { zh: [], en: [] }, returns: false } }, []),
  ]
  const flow = await admin.call('POST', '/ivr-flows', { centre_id: centre.id, name: '转接', name_en: '', template_key: null, draft: { start: 'on', nodes } })
  await admin.call('POST', `/ivr-flows/${flow.id}/publications`, { version: flow.version, note: '' })
  await admin.call('POST', '/numbers', {
    centre_id: centre.id, pattern: '95500', name: '95500', flow_id: flow.id, language: 'zh-CN', caller_number: '02161230000', is_default: true, queue_ids: [], active: true,
  })
  return admin
}

// The lines of SIPp's statistics, one a second, by the names of their columns.
function statistics(folder) {
  const [head, ...lines] = readFileSync(join(folder, 'stat.csv'), 'utf8').trim().split('\n')
  const names = head.split(';')
  return lines.map((line) => Object.fromEntries(line.split(';').map((value, at) => [names[at], value])))
}
const milliseconds = (text) => {
  const [hours, minutes, seconds, micro] = text.split(':').map(Number)
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + micro / 1000
}

let loads = 0
async function load(rate, calls, { hold = 0, sound = '' } = {}) {
  const name = `load-${++loads}`
  mkdirSync(join(server.folder, name))
  const scenario = join(server.folder, name, 'customer.xml')
  writeFileSync(scenario, customerScenario(sound))
  const [cpu, began] = [server.cpuSeconds(), performance.now()]
  const words = ['-sf', scenario, '-s', '95500', '-p', '17080', '-mp', '18000', '-r', String(rate), '-m', String(calls), '-l', '20000', '-d', String(hold)]
  const { folder, ended } = sipp(name, ...words, '-trace_stat', '-stf', 'stat.csv', '-fd', '1', '-trace_err', '-error_file', 'errors.log', exchange)
  await ended
  const seconds = (performance.now() - began) / 1000
  const lines = statistics(folder)
  const last = lines.at(-1)
  return {
    rate, calls, seconds, lines,
    good: Number(last['SuccessfulCall(C)']),
    failed: Number(last['FailedCall(C)']),
    refused: Number(last['FailedUnexpectedMessage(C)']),
    again: Number(last['Retransmissions(C)']),
    answer: milliseconds(last['ResponseTime1(C)']),
    core: ((server.cpuSeconds() - cpu) / seconds) * 100,
  }
}
function tell(name, it) {
  const perCall = ((it.core / 100) * it.seconds * 1000) / Math.max(1, it.good)
  console.log(
    `${name.padEnd(34)} ${String(it.good).padStart(6)} good ${String(it.refused).padStart(5)} refused ${String(it.failed - it.refused).padStart(4)} failed ` +
      `${String(it.again).padStart(5)} sent again  answered after ${it.answer.toFixed(0).padStart(5)} ms  ${it.core.toFixed(1).padStart(5)} % of a core  ${perCall.toFixed(2)} ms a call  ${server.megabytes().toFixed(0)} MB`,
  )
}
// Calls a second that came to a good end, of the seconds of steady load.
const goodput = ({ lines }, from, until) => {
  const at = lines.slice(from, until).map((line) => Number(line['SuccessfulCall(P)']))
  return at.reduce((sum, each) => sum + each, 0) / at.length
}

// Until what the load before left to be counted and swept has been.
async function settled() {
  for (let share = 1; share > 0.03; ) {
    const before = server.cpuSeconds()
    await pause(2_000)
    share = (server.cpuSeconds() - before) / 2
  }
}

const admin = await openHotline()
sipp('peer', '-sn', 'uas', '-p', String(PEER), '-mp', '17000', '-rtp_echo')
await pause(500)

console.log('Calls that a flow gives on to a number outside, each recorded; SIPp on both sides')
// A second of noise: neither law nor mixer knows the difference from speech.
const sound = join(server.folder, 'noise.raw')
writeFileSync(sound, Buffer.from(Array.from({ length: 8000 }, (_, at) => (Math.imul(at + 1, 2654435761) >>> 24) & 0xff)))
tell(`${BRIDGED} calls of 20 s, with sound`, await load(BRIDGED, BRIDGED, { hold: 20_000, sound }))

// What a call costs in all, with what is counted of it afterwards: so many a second can go on for ever.
let carried = 0
for (const rate of LADDER) {
  const before = server.cpuSeconds()
  const it = await load(rate, rate * SECONDS)
  tell(`${rate} calls a second`, it)
  await settled()
  if (it.failed > 0) break
  carried = it.good / (server.cpuSeconds() - before)
  console.log(`${' '.repeat(34)} with what is counted afterwards ${(1000 / carried).toFixed(2)} ms a call`)
}
const rate = Math.round(carried / 10) * 10
const best = await load(rate, rate * 2 * SECONDS)
tell(`${rate}, which it can carry`, best)
await settled()
const over = await load(rate * 2, rate * 2 * 2 * SECONDS)
tell(`${over.rate}, twice that`, over)
const after = await load(rate / 2, (rate / 2) * SECONDS)
tell(`${after.rate}, at once after it`, after)
const [was, is] = [best, over].map((each) => goodput(each, 1, 2 * SECONDS))
const lastBad = after.lines.findLastIndex((line) => Number(line['FailedCall(P)']) > 0) + 1
console.log(`goodput at twice the load: ${is.toFixed(0)} of ${was.toFixed(0)} calls a second, ${((100 * is) / was).toFixed(0)} %; the last call refused ${lastBad} s after it`)
await settled()
const { items } = await admin.call('GET', '/calls?limit=1&state=talking')
console.log(`${items.length} calls are left`)
process.exit(0)
