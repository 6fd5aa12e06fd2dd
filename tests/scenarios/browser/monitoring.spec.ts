// Monitoring in the console: the health of the node is seen, a threshold that is passed becomes an alarm, a webhook
// hears of it with a good signature, and somebody acknowledges it.
import { expect as quickly, type Browser, type Page } from '@playwright/test'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Complaints, signIn, test } from '../support/console.ts'
import { Server } from '../support/program.ts'

// Two cores may be busy with more than this test; nodes measure themselves every five seconds.
const expect = quickly.configure({ timeout: 30_000 })
test.use({ actionTimeout: 20_000 })

const SECRET = 'quiet-lantern-0123456789'
let server: Server
const complaints = new Complaints()

interface Heard {
  headers: IncomingHttpHeaders
  body: string
}
const heard: Heard[] = []
let receiver: HttpServer
let hook = ''

test.beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (piece) => (body += piece))
    request.on('end', () => {
      heard.push({ headers: request.headers, body })
      response.end('heard')
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/alarms`
  server = await Server.start()
})
test.afterAll(async () => {
  receiver.close()
  await server.stop()
})
test.afterEach(() => {
  expect(complaints.take()).toEqual([])
})

const open = (browser: Browser, path: string) => signIn(browser, server, complaints, path)
const notice = (page: Page, text: string) => expect(page.getByText(text).first()).toBeVisible()

function isSigned({ headers, body }: Heard): boolean {
  const timestamp = String(headers['x-yingda-timestamp'])
  return headers['x-yingda-signature'] === `v1=${createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex')}`
}

test('health is seen, a passed threshold is an alarm, a webhook hears of it, and somebody acknowledges it', async ({ browser }) => {
  const page = await open(browser, '/monitoring/health')
  await notice(page, '节点 0')
  const disk = page.getByRole('link', { name: /磁盘可用空间/ })
  await expect(disk).toContainText('%')

  // A channel is made and tried.
  await page.getByRole('tab', { name: '通知渠道' }).click()
  await page.getByRole('button', { name: '新建渠道' }).click()
  await page.getByRole('textbox', { name: '名称' }).fill('值班群')
  await page.getByRole('textbox', { name: '网址' }).fill(hook)
  await page.getByRole('textbox', { name: '签名密钥' }).fill(SECRET)
  await page.getByRole('switch', { name: '允许内网地址' }).locator('..').click()
  await page.getByRole('button', { name: /^保存|^创建|^新建$/ }).click()
  await expect(page).toHaveURL(/channels\/\d+/)
  await page.getByRole('button', { name: '发送测试' }).click()
  await notice(page, 'HTTP 200 heard')
  expect(heard).toHaveLength(1)
  expect(isSigned(heard[0]!)).toBe(true)
  expect(JSON.parse(heard[0]!.body)).toMatchObject({ occasion: 'test', alarm: null })

  // Less than all of the disk is free, so this threshold is passed at the next look.
  await page.goto('/monitoring/thresholds')
  await page.getByRole('link', { name: '磁盘可用空间' }).click()
  await page.getByRole('spinbutton', { name: '警告' }).fill('99.9')
  await page.getByRole('spinbutton', { name: '持续多久后告警' }).fill('1')
  await page.keyboard.press('Control+Enter')
  await notice(page, '已保存')

  await page.goto('/monitoring')
  const row = page.getByRole('row', { name: /磁盘可用空间/ })
  await expect(row).toContainText('警告')
  await expect(page.getByRole('link', { name: '1 条未恢复的告警' })).toBeVisible()
  await expect.poll(() => heard.length).toBe(2)
  expect(isSigned(heard[1]!)).toBe(true)
  expect(JSON.parse(heard[1]!.body)).toMatchObject({ occasion: 'began', alarm: { source: 'probe.disk_free', severity: 'warning', threshold: 99.9 } })

  await row.getByRole('link', { name: '磁盘可用空间' }).click()
  await page.getByLabel('备注（处理措施）').fill('已申请扩容')
  await page.getByRole('button', { name: '确认告警' }).click()
  await notice(page, '已确认')
  await notice(page, '已申请扩容')
})
