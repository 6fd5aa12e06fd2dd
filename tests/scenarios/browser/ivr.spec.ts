// Voice flows in the console: one is drawn, told of its dead end, published, walked with typed keys, changed, compared
// and rolled back.
import { expect as quickly, type Browser, type Page } from '@playwright/test'
import { admin, headOffice } from '../support/client.ts'
import { Complaints, signIn, test } from '../support/console.ts'
import { Server } from '../support/program.ts'

// Two cores may be busy with more than this test.
const expect = quickly.configure({ timeout: 20_000 })
test.use({ actionTimeout: 20_000, viewport: { width: 1366, height: 768 } })

let server: Server
const complaints = new Complaints()
test.beforeAll(async () => {
  server = await Server.start()
})
test.afterAll(() => server.stop())
test.afterEach(() => {
  expect(complaints.take()).toEqual([])
})

const open = (browser: Browser, path: string) => signIn(browser, server, complaints, path)
const beside = (page: Page) => page.getByRole('complementary', { name: '设置与检查' })
// What an exit leads to is chosen in the panel of its node.
async function lead(page: Page, exit: string, to: RegExp): Promise<void> {
  await beside(page).getByRole('combobox', { name: exit, exact: true }).click()
  await page.getByRole('listbox', { name: exit, exact: true }).getByRole('option', { name: to }).click()
}
const palette = (page: Page, kind: string) => page.getByRole('navigation', { name: '节点种类' }).getByRole('button', { name: kind, exact: true })

test('a flow is drawn, told of its dead end, published, tried and rolled back', async ({ browser }) => {
  const page = await open(browser, '/voice-flows')
  await page.keyboard.press('c')
  const panel = page.getByRole('dialog', { name: '新建语音流程' })
  await panel.getByRole('textbox', { name: '名称', exact: true }).fill('总机')
  await panel.getByRole('button', { name: '新建并绘制' }).click()
  await expect(page.getByRole('heading', { name: /总机/ })).toBeVisible()

  await palette(page, '播放').click()
  await beside(page).getByRole('textbox', { name: '文字' }).fill('您好，欢迎致电。')
  await palette(page, '按键菜单').click()
  await beside(page).getByRole('textbox', { name: '文字' }).first().fill('人工服务请按一。')
  await palette(page, '挂机').click()
  await beside(page).getByRole('button', { name: '添加一段' }).click()
  await beside(page).getByRole('textbox', { name: '文字' }).fill('再见。')

  // Nothing leads anywhere yet.
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await page.getByRole('dialog', { name: '发布' }).getByRole('button', { name: '立即发布' }).click()
  await expect(beside(page).getByText('出口“next”没有连接到任何节点')).toBeVisible()
  await expect(page.locator('[data-node="play_1"].is-faulty')).toBeVisible()
  complaints.take()

  await page.locator('[data-node="play_1"]').click()
  await lead(page, '下一步', /按键菜单/)
  await page.locator('[data-node="menu_1"]').click()
  for (const exit of ['1', '输入无效', '超时']) await lead(page, exit, /挂机/)
  await beside(page).getByRole('tab', { name: /检查/ }).click()
  await expect(beside(page).getByText('没有发现问题')).toBeVisible()

  await page.getByRole('button', { name: '发布', exact: true }).click()
  await page.getByRole('dialog', { name: '发布' }).getByRole('textbox', { name: '发布说明' }).fill('第一次上线')
  await page.getByRole('dialog', { name: '发布' }).getByRole('button', { name: '立即发布' }).click()
  await expect(page.getByText('已发布为第 1 版')).toBeVisible()

  // A dry run: the greeting, a wrong key, the right one.
  await page.getByRole('button', { name: '试走' }).click()
  await beside(page).getByRole('button', { name: '开始' }).click()
  const log = beside(page).getByRole('log', { name: '经过' })
  await expect(log).toContainText('您好，欢迎致电。')
  await expect(beside(page).getByRole('status')).toHaveText('等待按键')
  await expect(page.locator('[data-node="menu_1"].is-here')).toBeVisible()
  await beside(page).getByRole('button', { name: '5', exact: true }).click()
  await beside(page).getByRole('button', { name: '1', exact: true }).click()
  await expect(log).toContainText('再见。')
  await expect(beside(page).getByRole('status')).toHaveText('流程结束')
  await expect(page.locator('[data-node="hangup_1"].is-walked')).toBeVisible()

  // Another version; then the first one again.
  await page.locator('[data-node="play_1"]').click()
  await beside(page).getByRole('textbox', { name: '文字' }).fill('新的欢迎语。')
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await page.getByRole('dialog', { name: '发布' }).getByRole('button', { name: '立即发布' }).click()
  await expect(page.getByText('已发布为第 2 版')).toBeVisible()
  await beside(page).getByRole('tab', { name: '版本' }).click()
  const first = beside(page).getByRole('listitem').filter({ hasText: '第 1 版' })
  await expect(first).toContainText('第一次上线')
  await first.getByRole('button', { name: '回退到此版' }).click()
  await page.getByRole('dialog', { name: '回退到第 1 版？' }).getByRole('button', { name: '回退到此版' }).click()
  await expect(first).toContainText('使用中')
  await expect(beside(page).getByText('修改：播放 (play_1)')).toBeVisible()
})

test('what is drawn is undone, copied and kept from being lost', async ({ browser }) => {
  const client = await admin(server)
  const made = await client.post('/api/v1/ivr-flows', { centre_id: await headOffice(client), name: '草图', name_en: '', template_key: 'out_of_hours', draft: null })
  expect(made.status).toBe(201)
  client.close()
  const page = await open(browser, `/voice-flows/${made.json.id}`)
  await expect(page.locator('[data-node]')).toHaveCount(4)
  await page.locator('[data-node="menu"]').click()
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Control+v')
  await expect(page.locator('[data-node]')).toHaveCount(5)
  await page.keyboard.press('Delete')
  await expect(page.locator('[data-node]')).toHaveCount(4)
  await page.keyboard.press('Control+z')
  await expect(page.locator('[data-node]')).toHaveCount(5)
  await page.getByRole('link', { name: '语音提示' }).click()
  await page.getByRole('dialog', { name: '草稿还没有保存' }).getByRole('button', { name: '取消' }).click()
  await page.keyboard.press('Control+s')
  await expect(page.getByText('草稿已保存')).toBeVisible()
  await page.getByRole('link', { name: '语音提示' }).click()
  await expect(page.getByRole('heading', { name: '语音提示' })).toBeVisible()
})
