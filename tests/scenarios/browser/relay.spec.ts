// A browser whose network lets no UDP through: the sound goes over TCP to coturn, which knows it by the secret that it
// shares with us, and from there as UDP.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answered, bar, CallCentre, expect, hears, phoneArguments, ready, toneFile } from '../support/call_centre.ts'
import { Caller } from '../support/caller.ts'
import { admin } from '../support/client.ts'
import { Complaints, test } from '../support/console.ts'

const CUSTOMER = 1_000
const AGENT = 600
const SECRET = 'Copper-Kettle-31'
test.use({
  viewport: { width: 1366, height: 768 },
  launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: phoneArguments(toneFile(AGENT, 48_000)) },
})

class Relay {
  said = ''
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (this.said += text))
  }
  static async start(): Promise<Relay> {
    const listener = createServer()
    const port = await new Promise<number>((resolve) => listener.listen(0, '127.0.0.1', () => resolve((listener.address() as { port: number }).port)))
    await new Promise((resolve) => listener.close(resolve))
    const words = [
      '-n', '--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`, '--use-auth-secret', `--static-auth-secret=${SECRET}`, '--realm=yingda',
      '--allow-loopback-peers', '--no-udp', '--no-tls', '--no-dtls', '--no-cli', '--log-file=stdout', '--simple-log', '--verbose',
    ]
    return new Relay(port, spawn('turnserver', words, { cwd: mkdtempSync(join(tmpdir(), 'yingda-relay-')), stdio: ['ignore', 'pipe', 'pipe'] }))
  }
  stop() {
    this.child.kill('SIGKILL')
  }
}

const complaints = new Complaints()
let centre: CallCentre
let relay: Relay
test.beforeAll(async () => {
  relay = await Relay.start()
  centre = await CallCentre.open([{ login: 'qian', name: '钱一鸣', number: '8200' }])
})
test.afterAll(async () => {
  await centre.server.stop()
  relay.stop()
})

test('sound goes both ways through a relay, for whoever has the day’s password', async ({ browser }) => {
  const boss = await admin(centre.server)
  const settings = (await boss.get('/api/v1/voice-relays')).json
  const urls = [`turn:127.0.0.1:${relay.port}?transport=tcp`]
  expect((await boss.put('/api/v1/voice-relays', settings.version, { urls, secret: SECRET })).status).toBe(200)
  boss.close()

  const [page, qian] = await centre.agent(browser, complaints, 'qian', 'relay')
  await ready(qian)
  const caller = await Caller.calls(centre.exchange, '95500', { hertz: CUSTOMER })
  await answered(centre, qian)
  await hears(page, CUSTOMER)
  await expect.poll(() => caller.sound.level(AGENT)).toBeGreaterThan(-40)
  expect(relay.said).toContain('ALLOCATE processed, success')
  await bar(page).getByRole('button', { name: '挂断' }).click()
  expect(await caller.ended, caller.out).toBe(0)
  qian.close()
  expect(complaints.take()).toEqual([])
})
