// A service centre that chats: a site and its queue, two agents and a supervisor who works as an agent too, and what
// tests of chats do in its pages.
import { expect as quickly, type Browser, type Page } from '@playwright/test'
import { admin, Client, headOffice, personFields, queueFields, roleId, siteFields } from './client.ts'
import { Complaints, signIn, test } from './console.ts'
import { Server } from './program.ts'
import { Visitor } from './visitor.ts'

// Two cores may be busy with more than a test.
export const expect = quickly.configure({ timeout: 20_000 })

const FIRST = 'Lantern-Bridge-47'
export const PASSWORD = 'Lantern-Bridge-48'

async function made(client: Client, path: string, body: unknown): Promise<any> {
  const reply = await client.post(`/api/v1${path}`, body)
  expect(reply.status, `${path} ${reply.text}`).toBe(201)
  return reply.json
}

class ChatGround {
  readonly complaints = new Complaints()
  server!: Server
  siteKey = ''

  async start() {
    this.server = await Server.start()
    const client = await admin(this.server)
    const centre = await headOffice(client)
    const team = await made(client, '/teams', { centre_id: centre, department_id: null, name: '在线一班', leader_id: null })
    for (const [login, name, role] of [['fang', '方小安', 'agent'], ['xu', '许文静', 'agent'], ['leader', '何班长', 'supervisor']] as const) {
      const grants = [{ role_id: await roleId(client, role), scope: role === 'agent' ? 'team' : 'centre' }]
      const { person } = await made(client, '/people', personFields(centre, login, { grants, password: FIRST, team_id: team.id, name, number: `80${name.length}${login.length}` }))
      const own = new Client(this.server.url)
      await own.signIn(login, FIRST)
      expect((await own.post('/api/v1/session/password', { old_password: FIRST, new_password: PASSWORD })).status).toBe(204)
      own.close()
      await made(client, '/agents', { person_id: person.id, skills: [], capacity: [], active: true })
    }
    const queue = await made(client, '/queues', queueFields(centre, '在线客服', { offer_seconds: 60, wrap_up_seconds: 120 }))
    this.siteKey = (await made(client, '/chat-sites', siteFields(centre, queue.id))).site_key
    await made(client, '/canned-replies', { centre_id: null, own: false, folder: '问候', shortcut: 'hi', title: '开场白', text: '您好，{客户}，工号{工号}为您服务。预计{时限}答复。', language: '', position: 1 })
    client.close()
  }

  // After a test: nothing was complained of, and nobody waits for work.
  async tidy() {
    expect(this.complaints.take()).toEqual([])
    for (const login of ['fang', 'xu']) await this.state(login, false)
  }

  // Signed in with the own password, for calls beside the browser.
  async caller(login: string): Promise<Client> {
    const client = new Client(this.server.url)
    await client.signIn(login, PASSWORD)
    return client
  }
  async state(login: string, ready: boolean) {
    const client = await this.caller(login)
    await client.post('/api/v1/agent-states/mine/sign-ins')
    const reason = (await client.get('/api/v1/dictionaries/not_ready_reasons/entries')).json.items.find((entry: any) => entry.attributes.supervisor_only !== 'true')
    const reply = await client.post('/api/v1/agent-states/mine/readiness', { ready, reason_id: ready ? null : reason.id })
    expect(reply.status, reply.text).toBe(200)
    client.close()
  }
  // Ends a chat that is in the agent's hands, and what is to be written of it.
  async finish(login: string, visitor: Visitor) {
    const client = await this.caller(login)
    await client.post(`/api/v1/chats/${visitor.chat.id}/ends`)
    const [item] = (await client.get('/api/v1/work-items/mine')).json.items
    await client.post(`/api/v1/work-items/${item.id}/completions`)
    client.close()
  }

  visitor(): Visitor {
    return new Visitor(this.server, this.siteKey)
  }
  open(browser: Browser, path: string, user: string): Promise<Page> {
    return signIn(browser, this.server, this.complaints, path, user, PASSWORD)
  }
}

// One for all tests of the file that asks, which stands while they run.
export function chatGround(): ChatGround {
  const ground = new ChatGround()
  test.use({ actionTimeout: 20_000 })
  test.beforeAll(() => ground.start())
  test.afterAll(() => ground.server.stop())
  test.afterEach(() => ground.tidy())
  return ground
}

export const box = (page: Page) => page.getByLabel('回复访客')
export const log = (page: Page) => page.getByRole('log', { name: '消息' })
export async function accept(page: Page) {
  const offer = page.locator('.entry.is-offer')
  await expect(offer).toBeVisible()
  await page.keyboard.press('Alt+a')
  await expect(offer).toHaveCount(0)
  await expect(box(page)).toBeFocused()
}
