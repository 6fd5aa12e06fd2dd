// The pages of what ships and can be changed: dictionaries, calendars, language rules.
import { expect as quickly, type Browser, type Page } from '@playwright/test'
import { admin, Client, headOffice, personFields, roleId } from '../support/client.ts'
import { Complaints, signIn, test } from '../support/console.ts'
import { Server } from '../support/program.ts'

// Two cores may be busy with more than this test.
const expect = quickly.configure({ timeout: 20_000 })

test.use({ actionTimeout: 20_000 })

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
const notice = (page: Page, text: string) => expect(page.getByText(text).first()).toBeVisible()
// Somebody who may see content, and change none.
async function makeLooker() {
  const [client, own] = [await admin(server), new Client(server.url)]
  const grants = [{ role_id: await roleId(client, 'agent'), scope: 'team' }]
  const made = await client.post('/api/v1/people', personFields(await headOffice(client), 'looker', { grants, password: 'Lantern-Bridge-47' }))
  expect(made.status).toBe(201)
  await own.signIn('looker', 'Lantern-Bridge-47')
  const changed = await own.post('/api/v1/session/password', { old_password: 'Lantern-Bridge-47', new_password: 'Lantern-Bridge-48' })
  expect(changed.status).toBe(204)
  client.close()
  own.close()
}
const entriesOf = (page: Page) => page.getByRole('treeitem')
const names = (page: Page) => entriesOf(page).evaluateAll((items) => items.map((item) => item.getAttribute('aria-label')))

test.describe('dictionaries', () => {
  test('an entry is made, moved by mouse and keys, switched off and deleted; another browser sees each of it', async ({ browser }) => {
    const [mine, theirs] = [await open(browser, '/dictionaries/urgency'), await open(browser, '/dictionaries/urgency')]
    await expect(entriesOf(theirs)).toHaveCount(4)
    await mine.getByRole('button', { name: '新建字典项' }).click()
    const panel = mine.getByRole('dialog', { name: '新建字典项' })
    await panel.getByRole('textbox', { name: '名称', exact: true }).fill('特急')
    await panel.getByRole('textbox', { name: '英文名称' }).fill('Critical')
    await panel.getByRole('textbox', { name: '键' }).fill('Critical!')
    await mine.keyboard.press('Control+Enter')
    await expect(panel.getByRole('alert')).toContainText('小写字母')
    await panel.getByRole('textbox', { name: '键' }).fill('critical')
    await mine.keyboard.press('Control+Enter')
    await expect(mine.getByRole('dialog', { name: '特急' })).toBeVisible()
    await mine.keyboard.press('Escape')
    await expect.poll(() => names(theirs)).toEqual(['紧急', '高', '普通', '低', '特急'])

    await mine.getByRole('treeitem', { name: '特急' }).dragTo(mine.getByRole('treeitem', { name: '紧急' }), { targetPosition: { x: 200, y: 4 } })
    await expect.poll(() => names(theirs)).toEqual(['特急', '紧急', '高', '普通', '低'])
    await mine.getByRole('treeitem', { name: '特急' }).focus()
    await mine.keyboard.press('Alt+ArrowDown')
    await expect.poll(() => names(theirs)).toEqual(['紧急', '特急', '高', '普通', '低'])
    await expect(mine.getByRole('treeitem', { name: '特急' })).toBeFocused()

    const act = async (action: string) => {
      await mine.getByRole('button', { name: '特急 的操作' }).click()
      await mine.getByRole('menuitem', { name: action, exact: true }).click()
    }
    await act('停用')
    await expect(theirs.getByRole('treeitem', { name: '特急' })).toContainText('已停用')
    await act('删除')
    await mine.getByRole('dialog').getByRole('button', { name: '删除' }).click()
    await expect.poll(() => names(theirs)).toEqual(['紧急', '高', '普通', '低'])
  })

  test('an entry stands below another, no deeper than the dictionary allows', async ({ browser }) => {
    const page = await open(browser, '/dictionaries/business_lines')
    await page.getByRole('button', { name: '固定电话 的操作' }).click()
    await page.getByRole('menuitem', { name: '在其下新建' }).click()
    const panel = page.getByRole('dialog', { name: '新建字典项' })
    await panel.getByRole('textbox', { name: '名称', exact: true }).fill('传真')
    await panel.getByRole('textbox', { name: '键' }).fill('fixed_voice_fax')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('treeitem', { name: '传真' })).toHaveAttribute('aria-level', '2')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '传真 的操作' }).click()
    await expect(page.getByRole('menuitem', { name: '编辑' })).toBeVisible()
    await expect(page.getByRole('menuitem', { name: '在其下新建' })).toHaveCount(0)
  })

  test('who comes second settles both sides, also of attributes', async ({ browser }) => {
    const [mine, theirs] = [await open(browser, '/dictionaries/not_ready_reasons'), await open(browser, '/dictionaries/not_ready_reasons')]
    for (const page of [mine, theirs]) await page.getByRole('treeitem', { name: '用餐' }).click()
    await mine.getByRole('dialog').getByRole('textbox', { name: '名称', exact: true }).fill('吃饭')
    const minutes = theirs.getByRole('dialog').getByRole('spinbutton', { name: '多少分钟后告知班长' })
    await minutes.fill('50')
    await minutes.press('Tab')
    await theirs.keyboard.press('Control+Enter')
    await notice(mine, '您编辑期间，有人先保存了新版本')
    await mine.getByRole('dialog').getByRole('textbox', { name: '名称', exact: true }).press('Control+Enter')
    const merge = mine.getByRole('dialog', { name: '有人先改了这条记录' })
    await expect(merge.getByRole('radio', { name: '多少分钟后告知班长: 对方的值' })).toBeChecked()
    await merge.getByRole('button', { name: '按选择保存' }).click()
    await expect(theirs.getByRole('treeitem', { name: '吃饭' })).toContainText('50')
  })

  test('who may not edit looks only', async ({ browser }) => {
    await makeLooker()
    const page = await signIn(browser, server, complaints, '/dictionaries/urgency', 'looker', 'Lantern-Bridge-48')
    await expect(entriesOf(page)).toHaveCount(4)
    await expect(page.getByRole('button', { name: '新建字典项' })).toHaveCount(0)
    await page.getByRole('treeitem', { name: '普通' }).press('Enter')
    const panel = page.getByRole('dialog', { name: '普通' })
    await expect(panel.getByRole('textbox', { name: '名称', exact: true })).toBeDisabled()
    await expect(panel.getByRole('button', { name: '保存', exact: true })).toHaveCount(0)
  })
})

test.describe('calendars', () => {
  const own = { centre_id: null, name_en: '', time_zone: 'Asia/Shanghai', holiday_set: 'CN', special_days: [], active: true }
  const workday = [{ begin: '09:00', end: '17:00' }]
  const weekly = { monday: workday, tuesday: workday, wednesday: workday, thursday: workday, friday: workday, saturday: [], sunday: [] }
  async function makeCalendar(name: string): Promise<string> {
    const client = await admin(server)
    const made = await client.post('/api/v1/calendars', { ...own, name, weekly })
    expect(made.status).toBe(201)
    client.close()
    return made.json.id
  }

  test('a week is written with several stretches, and faults stand at their day', async ({ browser }) => {
    const [page, other] = [await open(browser, '/calendars/new'), await open(browser, '/calendars')]
    await page.getByRole('textbox', { name: '名称', exact: true }).fill('周末热线')
    await page.getByRole('button', { name: '周六加一段' }).click()
    await page.getByRole('button', { name: '周六加一段' }).click()
    await page.getByLabel('周六第 1 段止').fill('12')
    await page.getByLabel('周六第 2 段起').fill('1130')
    await page.getByLabel('周六第 2 段止').fill('16')
    await page.getByLabel('周六第 2 段止').press('Control+Enter')
    await expect(page.getByRole('alert').first()).toContainText('重叠')
    await page.getByLabel('周六第 2 段起').fill('13:00')
    await page.getByRole('button', { name: '周日的操作' }).click()
    await page.getByRole('menuitem', { name: '全天' }).click()
    await page.getByLabel('周六第 2 段起').press('Control+Enter')
    await expect(page.getByRole('tab', { name: '月历预览' })).toBeVisible()
    await expect(page.getByLabel('周六第 1 段止')).toHaveValue('12:00')
    await expect(other.getByRole('link', { name: /周末热线/ })).toBeVisible()
  })

  test('both change the week; each keeps a day, and the month shows it', async ({ browser }) => {
    const path = `/calendars/${await makeCalendar('两人同改')}`
    const [mine, theirs] = [await open(browser, path), await open(browser, `${path}?tab=preview`)]
    await theirs.getByRole('tab', { name: '开放时间' }).click()
    await mine.getByLabel('周一第 1 段起').fill('08:00')
    await theirs.getByLabel('周二第 1 段起').fill('10:00')
    await theirs.getByLabel('周二第 1 段起').press('Control+Enter')
    await notice(mine, '您编辑期间，有人先保存了新版本')
    await mine.getByLabel('周一第 1 段起').press('Control+Enter')
    const merge = mine.getByRole('dialog', { name: '有人先改了这条记录' })
    await expect(merge.getByRole('radio', { name: '周二: 对方的值' })).toBeChecked()
    await merge.getByRole('button', { name: '按选择保存' }).click()
    await expect(theirs.getByLabel('周一第 1 段起')).toHaveValue('08:00')
    await theirs.getByRole('tab', { name: '月历预览' }).click()
    await theirs.getByRole('combobox', { name: '选择日期和时间' }).fill('2026-11-23 08:30')
    await theirs.keyboard.press('Enter')
    await expect(theirs.getByRole('tabpanel', { name: '月历预览' }).getByText('至 2026-11-23 17:00')).toBeVisible()
  })

  test('the next year is loaded as a table, and every calendar follows at once', async ({ browser }) => {
    const calendar = await open(browser, `/calendars/${await makeCalendar('随节假日')}?tab=preview`)
    const [page, other] = [await open(browser, '/calendars/holidays?year=2031'), await open(browser, '/calendars/holidays?year=2031')]
    await notice(other, '还没有 2031 年的节假日')
    await page.getByRole('button', { name: '导入' }).first().click()
    const dialog = page.getByRole('dialog', { name: '导入节假日' })
    const table = (...lines: string[]) => dialog.getByLabel('表格内容').fill(['日期,类型,星期,时间,名称', ...lines].join('\n'))
    await table('2031-01-01,放假,,,元旦', '2031-01-32,放假,,,元旦')
    await dialog.getByRole('button', { name: '导入' }).click()
    await expect(dialog.getByRole('alert')).toContainText('第 3 行')
    const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
    await table('2031-01-01,放假,,,元旦', '2031-01-04,调休上班,周五,,元旦调休', `${today},放假,,,店庆`)
    await dialog.getByRole('button', { name: '导入' }).click()
    const rows = other.getByRole('table', { name: '节假日' }).locator('tbody tr')
    await expect(rows).toHaveCount(2)
    await expect(rows.nth(1)).toContainText('同周五')
    await expect(calendar.locator(`[data-date="${today}"]`)).toContainText('店庆')
    await page.getByRole('button', { name: '2031-01-04 的操作' }).click()
    await page.getByRole('menuitem', { name: '删除' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
    await expect(rows).toHaveCount(1)
  })
})

test.describe('the language of service', () => {
  test('a rule is made, counts at once where a text is tried, and is switched off', async ({ browser }) => {
    const [page, trying] = [await open(browser, '/wording'), await open(browser, '/wording/try')]
    await trying.getByLabel('要检查的话').fill('您好，这个得走加急单，大概明天。')
    await expect(trying.locator('mark')).toHaveText(['大概'])
    await page.getByRole('button', { name: '新建规则' }).click()
    const panel = page.getByRole('dialog', { name: '新建规则' })
    await panel.getByRole('textbox', { name: '名称' }).fill('内部说法：加急单')
    await page.keyboard.press('Control+Enter')
    await expect(panel.getByRole('alert').first()).toBeVisible()
    await panel.getByRole('textbox', { name: '词句' }).fill('加急单\n特急单')
    await panel.getByRole('textbox', { name: '建议说法' }).fill('我为您优先处理')
    await page.keyboard.press('Control+Enter')
    await expect(trying.locator('mark')).toHaveText(['加急单', '大概'])
    await expect(trying.getByRole('list', { name: '发现的问题' })).toContainText('我为您优先处理')
    const made = page.getByRole('dialog', { name: '内部说法：加急单' })
    await made.getByRole('switch', { name: '启用' }).press('Space')
    await made.getByRole('textbox', { name: '名称' }).press('Control+Enter')
    await expect(trying.locator('mark')).toHaveText(['大概'])
    await trying.getByRole('combobox', { name: '这句话是' }).press('Enter')
    await trying.getByRole('option', { name: '第一句' }).click()
    await expect(trying.getByRole('list', { name: '发现的问题' })).toContainText('缺少开场白')
  })

  test('rules are found by words and filters, and settled when two edit one', async ({ browser }) => {
    const [mine, theirs] = [await open(browser, '/wording?kind=jargon&language=zh-CN'), await open(browser, '/wording?q=PPPoE&language=zh-CN')]
    await expect(theirs.locator('tbody tr')).toHaveCount(1)
    await expect(mine.locator('tbody tr').first()).toContainText('专业术语')
    await theirs.locator('tbody [data-primary]').click()
    await mine.getByLabel('查找规则').fill('pppoe')
    await expect(mine.locator('tbody tr')).toHaveCount(1)
    await mine.locator('tbody [data-primary]').click()
    await mine.getByRole('dialog').getByRole('textbox', { name: '建议说法' }).fill('拨号上网')
    const phrases = theirs.getByRole('dialog').getByRole('textbox', { name: '词句' })
    await phrases.fill('PPPoE')
    await phrases.press('Control+Enter')
    await notice(mine, '您编辑期间，有人先保存了新版本')
    await mine.getByRole('dialog').getByRole('textbox', { name: '建议说法' }).press('Control+Enter')
    const merge = mine.getByRole('dialog', { name: '有人先改了这条记录' })
    await expect(merge.getByRole('radio', { name: '词句: 对方的值' })).toBeChecked()
    await merge.getByRole('button', { name: '按选择保存' }).click()
    await expect(theirs.locator('tbody tr').first()).toContainText('拨号上网')
  })

  test('what a page offers stands in the search box too', async ({ browser }) => {
    const page = await open(browser, '/wording')
    await expect(page.locator('tbody tr').first()).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: '搜索' }).fill('新建规则')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: '新建规则' })).toBeVisible()
  })
})
