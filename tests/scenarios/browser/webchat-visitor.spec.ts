// A visitor of a web site that embeds the chat: the button, the questions before the chat, waiting, writing, a network
// that goes, two tabs, what is offered when nobody is there, and an agent who reads, ends and serves others first.
import AxeBuilder from '@axe-core/playwright'
import { expect as quickly, type Browser, type BrowserContext, type FrameLocator, type Page } from '@playwright/test'
import { admin, Client, headOffice, queueFields, siteFields } from '../support/client.ts'
import { Complaints, cutOff, test } from '../support/console.ts'
import { Live } from '../support/live.ts'
import { Server } from '../support/program.ts'
import { Visitor } from '../support/visitor.ts'

// Two cores may be busy with more than this test.
const expect = quickly.configure({ timeout: 20_000 })
test.use({ actionTimeout: 20_000 })

let server: Server
let client: Client
let queue: string
let site: { id: string; site_key: string }
const complaints = new Complaints()
test.beforeAll(async () => {
  server = await Server.start({ words: ['--demo', '--demo-history', '0', '--demo-pace', '0'] })
  client = await admin(server)
  const centre = await headOffice(client)
  queue = (await made(client, '/queues', queueFields(centre, '网站咨询'))).id
  site = await made(client, '/chat-sites', siteFields(centre, queue))
})
test.afterAll(() => {
  client.close()
  return server.stop()
})
test.afterEach(() => {
  expect(complaints.take()).toEqual([])
})

async function made(by: Client, path: string, body: unknown): Promise<any> {
  const reply = await by.post(`/api/v1${path}`, body)
  expect(reply.status, `${path} ${reply.text}`).toBe(201)
  return reply.json
}
async function visitor(browser: Browser, more: object = {}): Promise<BrowserContext> {
  return browser.newContext({ baseURL: server.url, locale: 'zh-CN', reducedMotion: 'reduce', ...more })
}
async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage()
  complaints.listen(page)
  await page.goto(path)
  return page
}
const bubbles = (page: Page | FrameLocator) => page.locator('.bubble')
const write = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: '输入消息' }).fill(text)
  await page.keyboard.press('Enter')
}
async function begin(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox', { name: '怎么称呼您' }).fill('李秀英')
  await page.getByRole('textbox', { name: /您的问题/ }).fill(question)
  await page.getByRole('button', { name: '开始咨询' }).click()
  await expect(bubbles(page)).toHaveText([question])
}
async function emergency(isOn: boolean): Promise<void> {
  const { json, headers } = await client.get(`/api/v1/queues/${queue}`)
  const { id: _, version: __, updated_at: ___, ...fields } = json
  const saved = await client.request('PUT', `/api/v1/queues/${queue}`, { body: { ...fields, emergency: isOn }, headers: { 'if-match': String(headers.etag) } })
  expect(saved.status, saved.text).toBe(200)
}

test('a web site shows the button; the chat opens in its page, asks first, and closes by Escape', async ({ browser }) => {
  const context = await visitor(browser)
  const page = await open(context, '/demo/')
  const button = page.getByRole('button', { name: '打开在线客服' })
  await button.click()
  const chat = page.frameLocator('iframe')
  await expect(chat.getByRole('button', { name: '开始咨询' })).toBeVisible()
  await expect(page.getByRole('button', { name: '收起在线客服' })).toHaveAttribute('aria-expanded', 'true')
  await chat.getByRole('button', { name: 'Switch to English' }).click()
  await expect(chat.getByRole('button', { name: 'Start the chat' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.locator('iframe')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Open the chat' })).toBeFocused()
})

test('what is missing is said at its field; then the visitor waits with a place and sees what was written', async ({ browser }) => {
  const context = await visitor(browser, { viewport: { width: 375, height: 667 } })
  const page = await open(context, `/chat/${site.site_key}`)
  await expect(page.getByText('信息只用于本次咨询')).toBeVisible()
  await page.getByRole('button', { name: '开始咨询' }).click()
  await expect(page.getByRole('textbox', { name: '怎么称呼您' })).toBeFocused()
  await expect(page.getByText('请填写此项。')).toHaveCount(1)
  await begin(page, '宽带断了')
  await expect(page.getByText('下一位就是您')).toBeVisible()
  await expect(page.getByText('已送达')).toBeVisible()

  const other = await visitor(browser)
  const second = await open(other, `/chat/${site.site_key}`)
  await begin(second, '也断了')
  await expect(second.getByText('您排在第 2 位')).toBeVisible()
  await other.close()

  await page.getByRole('button', { name: '结束会话' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '结束会话' }).click()
  await expect(page.getByText('您结束了会话').first()).toBeVisible()
  await page.getByRole('button', { name: '重新咨询' }).click()
  await page.getByRole('button', { name: '以前的会话' }).click()
  await expect(bubbles(page)).toHaveText(['宽带断了'])
})

test('over thirty seconds without a network nothing is lost and nothing said twice', async ({ browser }) => {
  test.slow()
  const context = await visitor(browser)
  const page = await open(context, `/chat/${site.site_key}`)
  await begin(page, '一')
  await cutOff(page)
  await expect(page.getByText('网络已断开')).toBeVisible()
  await write(page, '二')
  await write(page, '三')
  await expect(page.getByText('发送中')).toHaveCount(2)
  await page.waitForTimeout(30_000) // as long as a lift or a tunnel
  await context.setOffline(false)
  await expect(page.getByText('网络已断开')).toBeHidden()
  await expect(page.getByText('发送中')).toHaveCount(0)
  await expect(bubbles(page)).toHaveText(['一', '二', '三'])
  await page.reload()
  await expect(bubbles(page)).toHaveText(['一', '二', '三'])
  complaints.take() // the browser says that there was no network
})

test('two tabs of one visitor show the same chat', async ({ browser }) => {
  const context = await visitor(browser)
  const one = await open(context, `/chat/${site.site_key}`)
  const other = await open(context, `/chat/${site.site_key}`)
  await begin(one, '在第一个标签页')
  await expect(bubbles(other)).toHaveText(['在第一个标签页'])
  await write(other, '在第二个标签页')
  await expect(bubbles(one)).toHaveText(['在第一个标签页', '在第二个标签页'])
})

test('a picture is shown, opened in full, and what is no allowed file is refused with words', async ({ browser }) => {
  const context = await visitor(browser)
  const page = await open(context, `/chat/${site.site_key}`)
  await begin(page, '看图')
  await page.locator('input[type=file]').setInputFiles([
    { name: '屏幕.png', mimeType: 'image/png', buffer: await page.screenshot() },
    { name: 'x.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ…') },
  ])
  await expect(page.getByText(/不支持这种文件/)).toBeVisible()
  // The server draws pictures anew, as JPEG.
  await page.getByRole('button', { name: /查看图片 屏幕/ }).click()
  await expect(page.getByRole('dialog', { name: /屏幕/ }).getByRole('img')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '删除' }).click()
  await expect(page.getByText(/不支持这种文件/)).toHaveCount(0)
  await expect(page.getByText('网络已断开')).toBeHidden()
})

test('in an emergency a message is left instead', async ({ browser }) => {
  const context = await visitor(browser)
  await emergency(true)
  const page = await open(context, `/chat/${site.site_key}`)
  await expect(page.getByRole('heading', { name: '在线服务暂时中断' })).toBeVisible()
  await page.getByRole('button', { name: '提交留言' }).click()
  await expect(page.getByText('请填写此项。')).toHaveCount(2)
  await page.getByRole('textbox', { name: '怎么称呼您' }).fill('李秀英')
  await page.getByRole('textbox', { name: '留言内容' }).fill('请回电 13900139001')
  await page.getByRole('button', { name: '提交留言' }).click()
  await expect(page.getByRole('heading', { name: '留言已收到' })).toBeVisible()
  await emergency(false)
  await page.getByRole('button', { name: '返回' }).click()
  await expect(page.getByRole('button', { name: '开始咨询' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing serious in the ${colorScheme}`, async ({ browser }) => {
    const context = await visitor(browser, { colorScheme, viewport: { width: 320, height: 568 } })
    const page = await open(context, `/chat/${site.site_key}`)
    const look = async () => {
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true)
    }
    await expect(page.getByRole('button', { name: '开始咨询' })).toBeVisible()
    await look()
    await page.getByRole('button', { name: '开始咨询' }).click()
    await look()
    await begin(page, '很长很长没有空格的一句话'.repeat(12) + 'https://a.example/' + 'x'.repeat(120))
    await look()
    await page.getByRole('button', { name: '结束会话' }).click()
    await look()
    await page.getByRole('dialog').getByRole('button', { name: '结束会话' }).click()
    await expect(page.getByRole('button', { name: '重新咨询' })).toBeVisible()
    await look()
  })

// A centre of its own, where the administrator alone serves, one chat at a time, by calls.
test.describe('with an agent', () => {
  let centre: Server
  let agent: Client
  let desk: Live // an agent without a console is taken for lost
  let siteKey: string
  let sites = 0

  test.beforeAll(async () => {
    centre = await Server.start()
    agent = await admin(centre)
    const person_id = (await agent.get('/api/v1/session')).json.person_id
    await made(agent, '/agents', { person_id, skills: [], capacity: [{ channel: 'webchat', most: 1 }], active: true })
    desk = await Live.open(agent)
    await done('/agent-states/mine/sign-ins')
    await done('/agent-states/mine/readiness', { ready: true, reason_id: null })
  })
  test.beforeEach(async () => {
    const office = await headOffice(agent)
    const name = `咨询 ${(sites += 1)}`
    const queue = await made(agent, '/queues', queueFields(office, name, { offer_seconds: 60 }))
    siteKey = (await made(agent, '/chat-sites', siteFields(office, queue.id, { name }))).site_key
  })
  test.afterAll(async () => {
    desk.close()
    agent.close()
    await centre.stop()
  })

  async function done(path: string, body?: unknown): Promise<any> {
    const reply = await agent.post(`/api/v1${path}`, body)
    expect(reply.status, `${path} ${reply.text}`).toBeLessThan(300)
    return reply.json
  }
  // The first of a list, once there is one that fits.
  async function first(path: string, fits: (item: any) => boolean): Promise<any> {
    const found = async () => (await agent.get(`/api/v1${path}`)).json.items.find(fits)
    await expect.poll(found).toBeTruthy()
    return found()
  }
  const work = (state: string) => first('/work-items/mine', (item) => item.state === state)
  // Answers whoever is next, and gives the id of the chat.
  async function answer(): Promise<string> {
    await done(`/work-offers/${(await work('offered')).offer_id}/answers`)
    return (await first('/chats?state=active', () => true)).id
  }
  async function end(chat: string): Promise<void> {
    await done(`/chats/${chat}/ends`)
    await done(`/work-items/${(await work('wrap_up')).id}/completions`)
  }
  async function enter(browser: Browser): Promise<Page> {
    return open(await visitor(browser, { baseURL: centre.url }), `/chat/${siteKey}`)
  }

  test("the visitor's message is delivered, and read once the agent has read it", async ({ browser }) => {
    const page = await enter(browser)
    await begin(page, '账单不对')
    const chat = await answer()
    await expect(page.getByText('正在为您服务')).toBeVisible()
    await write(page, '多了十元')
    const last = page.getByRole('article').last()
    await expect(last).toContainText('多了十元')
    await expect(last).toContainText('已送达')
    await expect(page.getByText('已读')).toHaveCount(0)

    // What was read is what stood before the last message: that one is not.
    const { items } = (await agent.get(`/api/v1/chats/${chat}/messages`)).json
    const [first, second] = ['账单不对', '多了十元'].map((text) => items.find((message: any) => message.text === text).seq)
    await done(`/chats/${chat}/reads`, { seq: first })
    await done(`/chats/${chat}/typing`) // comes after it, by the same feed
    await expect(page.getByText(/正在输入/)).toBeVisible()
    await expect(page.getByText('已读')).toHaveCount(0)
    await done(`/chats/${chat}/reads`, { seq: second })
    await expect(page.getByRole('article').filter({ hasText: '多了十元' })).toContainText('已读')
    await expect(page.getByText('已送达')).toHaveCount(0)
    await end(chat)
  })

  test('a chat that the agent ended is rated once, and the thanks outlast a reload', async ({ browser }) => {
    const page = await enter(browser)
    await begin(page, '谢谢')
    const chat = await answer()
    await end(chat)
    await expect(page.getByText('客服结束了会话').first()).toBeVisible()
    await expect(page.getByRole('button', { name: '提交评价' })).toBeHidden()
    await page.getByRole('radio', { name: /^4 分/ }).check()
    await page.getByRole('textbox', { name: '您的意见' }).fill('很耐心')
    await page.getByRole('button', { name: '提交评价' }).click()

    const isOver = async () => {
      await expect(page.getByText('谢谢您的评价！')).toBeVisible()
      await expect(page.getByRole('radio')).toHaveCount(0)
      await expect(page.getByRole('button', { name: '提交评价' })).toBeHidden()
    }
    await isOver()
    await page.reload()
    await isOver()
    const { rating, contact_id } = (await agent.get(`/api/v1/chats/${chat}`)).json
    expect(rating).toBe(4)
    expect((await agent.get(`/api/v1/contacts/${contact_id}`)).json).toMatchObject({ rating: 4, rating_comment: '很耐心' })
    // Not by a call beside the widget either.
    const token = await page.evaluate((key) => localStorage.getItem(`yingda.chat.${key}.token`), siteKey)
    const again = await new Client(centre.url, { authorization: `Bearer ${token}` }).post(`/api/v1/webchat/chats/${chat}/ratings`, { score: 1, comment: '' })
    expect([again.status, again.json.error.key]).toEqual([409, 'already_rated'])
  })

  test('who waits moves up, and learns how long it takes, when somebody before is answered', async ({ browser }) => {
    const served = new Visitor(centre, siteKey)
    await served.begin({ name: '王建国' }, '第一位')
    const chat = await answer()
    const waiting = new Visitor(centre, siteKey)
    await waiting.begin({ name: '陈晓明' }, '第二位')
    const page = await enter(browser)
    await begin(page, '第三位')
    await expect(page.getByText('您排在第 2 位')).toBeVisible()
    await expect(page.getByText(/^预计/)).toHaveCount(0) // one answer says nothing of the pace

    await end(chat)
    const next = await answer()
    await expect(page.getByText('下一位就是您')).toBeVisible()
    await expect(page.getByText('您排在第 2 位')).toHaveCount(0)
    await expect(page.getByText(/^预计(不到|等待约) \d+ 分钟$/)).toBeVisible()
    await end(next)
    await end(await answer())
    await expect(page.getByText('下一位就是您')).toBeHidden()
    served.leave()
    waiting.leave()
  })
})
