// Lines in the console: a trunk that nobody answers at, a number, a way out that is tried, a phone whose password is
// shown once, and a caller who is blocked without being readable.
import { expect as quickly, type Browser, type Page } from '@playwright/test'
import { Complaints, signIn, test } from '../support/console.ts'
import { Server } from '../support/program.ts'

// Two cores may be busy with more than this test.
const expect = quickly.configure({ timeout: 20_000 })
test.use({ actionTimeout: 20_000 })

let server: Server
const complaints = new Complaints()
test.beforeAll(async () => {
  server = await Server.start({ words: ['--sip', '127.0.0.1:0'] })
})
test.afterAll(() => server.stop())
test.afterEach(() => {
  expect(complaints.take()).toEqual([])
})

const open = (browser: Browser, path: string) => signIn(browser, server, complaints, path)
const rowOf = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })
const field = (page: Page, name: string) => page.getByRole('dialog').getByRole('textbox', { name, exact: true })
const save = async (page: Page) => {
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('已新建').first()).toBeVisible()
}

test('a trunk is made, is seen to be down, and a way out over it is tried', async ({ browser }) => {
  const page = await open(browser, '/lines')
  await expect(page.getByText(/话机与中继接入地址：127\.0\.0\.1:\d+/)).toBeVisible()
  await page.keyboard.press('c')
  await field(page, '名称').fill('上海电信')
  await field(page, '服务器').fill('sip example')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('alert').first()).toContainText('格式')
  await field(page, '服务器').fill('127.0.0.1')
  // Nobody is at port 9; what is asked there comes back unheard.
  await page.getByRole('dialog').getByRole('spinbutton', { name: '端口' }).fill('9')
  await field(page, '账号').fill('02161230000')
  await page.getByRole('dialog').locator('input[type=password]').first().fill('Harbour-Stone-31')
  await save(page)
  await page.keyboard.press('Escape')
  await expect(rowOf(page, '上海电信')).toContainText('中断', { timeout: 60_000 })

  await page.getByRole('tab', { name: '外呼路由' }).click()
  // Its keys hold once it is there.
  await expect(page.getByRole('textbox', { name: '输入号码，看怎样呼出' })).toBeVisible()
  await page.keyboard.press('c')
  await field(page, '名称').fill('手机')
  await field(page, '号码前缀').fill('1')
  await page.getByRole('dialog').getByRole('combobox', { name: '中继' }).click()
  await page.getByRole('option', { name: /上海电信/ }).click()
  await field(page, '加拨').fill('0')
  await save(page)
  await page.keyboard.press('Escape')
  await page.getByRole('textbox', { name: '输入号码，看怎样呼出' }).fill('138 0010 0500')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/13800100500 · 手机 · 北京 中国移动：经 上海电信 拨出 013800100500/)).toBeVisible()
  await page.getByRole('textbox', { name: '输入号码，看怎样呼出' }).fill('8001')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/8001 · 内部号码：不能呼出/)).toBeVisible()

  // A trunk that a way out names stays.
  await page.getByRole('tab', { name: '中继', exact: true }).click()
  await rowOf(page, '上海电信').getByRole('button', { name: '上海电信 的操作' }).click()
  await page.getByRole('menuitem', { name: '删除' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
  await expect(page.getByText('有外呼路由在使用这条中继')).toBeVisible()
})

test('a number is ours once', async ({ browser }) => {
  const page = await open(browser, '/lines/numbers')
  for (const attempt of [1, 2]) {
    await page.keyboard.press('c')
    await field(page, '号码').fill('021-6123 4567')
    await field(page, '名称').fill('服务热线')
    if (attempt === 2) break
    await save(page)
    await page.keyboard.press('Escape')
    await expect(rowOf(page, '服务热线')).toContainText('02161234567')
  }
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('alert').first()).toContainText('已被使用')
})

test('the password of a phone is shown once', async ({ browser }) => {
  const page = await open(browser, '/lines/phones')
  await page.keyboard.press('c')
  await field(page, '名称').fill('前台')
  await field(page, '账号').fill('8001')
  await page.keyboard.press('Control+Enter')
  const window = page.getByRole('dialog', { name: '话机密码' })
  await expect(window).toContainText('8001')
  await expect(window.locator('code').last()).toHaveText(/^[0-9a-f]{32}$/)
  const password = await window.locator('code').last().innerText()
  await window.getByRole('button').last().click()
  await expect(rowOf(page, '前台')).toContainText('未登录')
  expect(await page.content()).not.toContain(password)
})

test('a blocked caller stands there masked', async ({ browser }) => {
  const page = await open(browser, '/lines/callers')
  await page.keyboard.press('c')
  await field(page, '号码').fill('138 0010 0500')
  await field(page, '原因').fill('反复骚扰')
  await save(page)
  await page.keyboard.press('Escape')
  const row = rowOf(page, '反复骚扰')
  await expect(row).toContainText('138****0500')
  await expect(row).toContainText('北京 中国移动')
  await expect(row).toContainText('拦截')
  expect(await page.content()).not.toContain('13800100500')
})
