// The pages of what ships and can be changed: dictionaries, calendars, language rules.
import { expect as quickly, test, type Browser, type Page } from '@playwright/test'
import { admin, Client, headOffice, personFields, roleId } from '../support/client.ts'
import { Complaints, signIn } from '../support/console.ts'
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
