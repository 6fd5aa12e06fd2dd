// The demo by phone: a newcomer who takes calls at the browser is called by a simulated customer who can be heard.
import { bar, expect, level, listen, phoneArguments, ready } from '../support/call_centre.ts'
import { admin, Client } from '../support/client.ts'
import { Complaints, signIn, test } from '../support/console.ts'
import { Server } from '../support/program.ts'

test.use({ launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: phoneArguments() } })

const login = 'lj-wj-hotline1'
const password = 'try yingda today'
let server: Server
const complaints = new Complaints()
test.beforeAll(async () => {
  server = await Server.start({ words: ['--demo', '--demo-history', '0', '--demo-pace', '1'] })
})
test.afterAll(async () => {
  expect((await server.stop()).status).toBe(0)
})
test.afterEach(() => {
  expect(complaints.take()).toEqual([])
})

test('whoever is ready at the phone of the browser is called within 15 seconds, and hears somebody speak', async ({ browser }) => {
  test.setTimeout(150_000)
  const page = await signIn(browser, server, complaints, '/workspace', login, password)
  await listen(page)
  const tour = page.getByRole('dialog', { name: '演示' })
  await expect(tour).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(tour).toBeHidden()
  const client = new Client(server.url)
  await client.signIn(login, password)
  // Whatever the simulator had in that person's hands is let go.
  await expect.poll(async () => (await client.get('/api/v1/agent-states/mine')).json.state).toBe('signed_out')
  expect((await client.post('/api/v1/agent-states/mine/sign-ins')).status).toBe(200)
  await expect.poll(async () => (await client.get('/api/v1/phone-line')).json).toMatchObject({ device: 'browser', connected: true })
  await ready(client)
  const offered = async () => ((await client.get('/api/v1/work-items/mine')).json.items as any[]).find((one) => one.state === 'offered')
  await expect.poll(offered, { timeout: 15_000 }).toBeTruthy()
  await bar(page).getByRole('button', { name: '接听' }).click()
  await expect(bar(page).getByRole('button', { name: '挂断' })).toBeVisible()
  const loudest = async () => Math.max(...(await Promise.all([200, 300, 400, 500, 700, 900].map((hertz) => level(page, hertz)))))
  await expect.poll(loudest, { intervals: [150], message: 'somebody speaks' }).toBeGreaterThan(-60)
  const watcher = await admin(server)
  const [call] = ((await watcher.get('/api/v1/calls?state=talking&limit=50')).json.items as any[]).filter((one) =>
    one.parties.some((party: any) => party.device === 'browser'),
  )
  expect(call.parties.map((party: any) => party.silent)).toEqual([false, false])
  await bar(page).getByRole('button', { name: '挂断' }).click()
  // The caller is asked how it was, and then hangs up or is thanked.
  await expect.poll(async () => (await watcher.get(`/api/v1/calls/${call.id}`)).json.ending, { timeout: 60_000 }).toMatch(/by_customer|by_system/)
  for (const one of [client, watcher]) one.close()
})
