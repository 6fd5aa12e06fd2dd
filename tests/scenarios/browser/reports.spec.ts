// Reports and boards: what happened is counted, every count opens to what was counted, and boards show what waits.
import { readFileSync } from 'node:fs'
import { accept, chatGround, expect } from '../support/chat_ground.ts'
import { cutOff, signIn, test } from '../support/console.ts'
import { adminPassword } from '../support/program.ts'
import { rowsOf } from '../support/xlsx.ts'

const ground = chatGround()
const TODAY = '/reports/queue_interval?interval=whole'

test('a chat is counted, its figure opens to its contact, and the report goes out as a file', async ({ browser }) => {
  await ground.state('fang', true)
  const fang = await ground.open(browser, '/workspace', 'fang')
  const visitor = ground.visitor()
  await visitor.begin({ name: '王先生' }, '宽带断了')
  await accept(fang)
  await ground.finish('fang', visitor)
  visitor.leave()

  const leader = await ground.open(browser, TODAY, 'leader')
  const table = leader.getByRole('table', { name: '队列时段报表' })
  const answered = table.locator('tfoot button.figure').nth(1)
  await expect(async () => {
    await leader.keyboard.press('u')
    await expect(answered).toHaveText('1', { timeout: 1000 })
  }).toPass()
  await expect(leader.getByRole('img', { name: /图表/ })).toBeVisible()

  const taken = async (kind: string) => {
    const download = leader.waitForEvent('download')
    await leader.getByRole('button', { name: '导出' }).click()
    await leader.getByRole('menuitem', { name: new RegExp(kind) }).click()
    return download
  }
  expect((await taken('CSV')).suggestedFilename()).toMatch(/^queue_interval_.*\.csv$/)
  const workbook = await taken('Excel')
  expect(workbook.suggestedFilename()).toMatch(/^queue_interval_.*\.xlsx$/)
  const rows = rowsOf(readFileSync(await workbook.path()))
  const heading = rows.find((row) => row.includes('接起量'))
  expect(heading?.slice(0, 3)).toEqual(['队列', '进线量', '接起量'])
  expect(rows.at(-1)?.slice(0, 3)).toEqual(['合计', 1, 1])

  await answered.click()
  const panel = leader.getByRole('dialog', { name: '接起量' })
  await expect(panel.getByRole('button', { name: /接起量/ })).toHaveAttribute('aria-expanded', 'true')
  await panel.getByRole('table').getByRole('link').click()
  await expect(leader).toHaveURL(/\/contacts\/\d+/)
  await expect(leader.getByText('宽带断了')).toBeVisible()
})

test('a question is kept under a name and opened by its link', async ({ browser }) => {
  const leader = await ground.open(browser, `${TODAY}&period=last_7_days&within=20&figures=offered,service_level`, 'leader')
  await leader.getByRole('button', { name: '保存' }).click()
  const window = leader.getByRole('dialog', { name: '保存' })
  await window.getByLabel('名称').fill('一周服务水平')
  await window.getByRole('button', { name: '保存' }).click()
  await expect(leader.getByRole('heading', { name: '一周服务水平' })).toBeVisible()

  await leader.goto('/reports')
  await leader.getByRole('link', { name: /一周服务水平/ }).click()
  await expect(leader).toHaveURL(/within=20/)
  await expect(leader.getByRole('heading', { name: '一周服务水平' })).toBeVisible()
  await expect(leader.locator('#page').getByText('20 秒内为及时')).toBeVisible()
})

test('a view that is shared is found by others, who ask for the same days as they are then', async ({ browser }) => {
  const admin = await signIn(browser, ground.server, ground.complaints, `${TODAY}&period=last_7_days&figures=offered`, 'admin', adminPassword)
  await admin.getByRole('button', { name: '保存' }).click()
  const window = admin.getByRole('dialog', { name: '保存' })
  await window.getByLabel('名称').fill('全员周报')
  await window.locator('.el-switch').click()
  await window.getByRole('button', { name: '保存' }).click()
  await expect(admin.getByRole('heading', { name: '全员周报' })).toBeVisible()

  const leader = await ground.open(browser, '/reports', 'leader')
  const link = leader.getByRole('link', { name: /全员周报/ })
  await expect(link).toContainText('最近 7 天')
  await link.click()
  await expect(leader).toHaveURL(/period=last_7_days.*figures=offered/)
  await expect(leader.getByRole('heading', { name: '全员周报' })).toBeVisible()
})

test('a threshold that is saved colours the wallboard that others look at', async ({ browser }) => {
  const leader = await ground.open(browser, '/overview', 'leader')
  await leader.goto('/wallboard')
  const tile = leader.locator('.tile', { hasText: '在线客服' })
  const visitor = ground.visitor()
  await visitor.begin({ name: '孙先生' }, '有人吗')
  await expect(tile.locator('.main strong').first()).toHaveText('1')
  await expect(tile.getByText('预警')).toHaveCount(0)

  const admin = await signIn(browser, ground.server, ground.complaints, '/board-thresholds', 'admin', adminPassword)
  await admin.getByRole('link', { name: '排队人数' }).click()
  const panel = admin.getByRole('dialog')
  await panel.getByLabel('预警').fill('1')
  await admin.keyboard.press('Control+Enter')
  await expect(tile.getByText('预警')).toBeVisible()
  await expect(tile).toHaveClass(/is-warning/)

  await ground.state('fang', true)
  const fang = await ground.open(browser, '/workspace', 'fang')
  await accept(fang)
  await expect(tile.getByText('预警')).toHaveCount(0)
  await ground.finish('fang', visitor)
  visitor.leave()
})

test('the wallboard says that its connection is lost, and no more when it is back', async ({ browser }) => {
  const leader = await ground.open(browser, '/overview', 'leader')
  await leader.goto('/wallboard')
  const lost = leader.getByRole('alert').filter({ hasText: '连接已断开' })
  await expect(leader.locator('.tile').first()).toBeVisible()
  await cutOff(leader)
  await expect(lost).toBeVisible({ timeout: 40_000 })
  await leader.context().setOffline(false)
  await expect(lost).toHaveCount(0)
})

test('the wallboard and the floor show who waits, and the clock of the wait runs', async ({ browser }) => {
  const leader = await ground.open(browser, '/overview', 'leader')
  const visitor = ground.visitor()
  await visitor.begin({ name: '李女士' }, '有人吗')
  await expect(leader.getByRole('row', { name: /在线客服/ }).getByRole('cell').first()).toContainText('1')
  await expect(leader.getByText('没有人在等待')).toHaveCount(0)

  await leader.goto('/wallboard')
  const tile = leader.locator('.tile', { hasText: '在线客服' })
  await expect(tile.locator('.main strong').first()).toHaveText('1')
  const wait = tile.locator('.main strong').nth(1)
  await expect(wait).toHaveText(/^\d+:\d\d$/)
  const before = await wait.textContent()
  await expect(wait).not.toHaveText(before ?? '')

  await ground.state('fang', true)
  const fang = await ground.open(browser, '/workspace', 'fang')
  await accept(fang)
  await expect(tile.locator('.main strong').first()).toHaveText('0')
  await ground.finish('fang', visitor)
  visitor.leave()
})
