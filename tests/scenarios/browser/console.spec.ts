// The console in Chromium, against the real server.
import { expect as quickly, type Browser, type Page } from '@playwright/test'
import { Client } from '../support/client.ts'
import { Complaints, enter, openPage, signIn as signInTo, test } from '../support/console.ts'
import { adminPassword, Server } from '../support/program.ts'

// Two cores may be busy with more than this test.
const expect = quickly.configure({ timeout: 20_000 })

let server: Server
test.beforeAll(async () => {
  server = await Server.start()
})
test.afterAll(() => server.stop())

const complaints = new Complaints()
const signIn = (browser: Browser) => signInTo(browser, server, complaints)
async function asAdmin(): Promise<{ client: Client; centre: string }> {
  const client = new Client(server.url)
  const reply = await client.request('POST', '/api/v1/session', { body: { user: 'admin', password: adminPassword } })
  client.cookie = String(reply.headers['set-cookie']?.[0]).split(';')[0]!
  return { client, centre: reply.json.centre_id }
}
async function makeCustomer(name: string): Promise<string> {
  const { client, centre } = await asAdmin()
  const body = { centre_id: centre, kind: 'person', stage: 'lead', name, owner_id: null, note: '', tags: [], identities: [], addresses: [], fields: {} }
  const reply = await client.request('POST', '/api/v1/customers', { body })
  expect(reply.status).toBe(201)
  return reply.json.id
}
const notice = (opened: Page, text: string) => expect(opened.getByText(text).first()).toBeVisible()

test.afterEach(() => {
  expect(complaints.take()).toEqual([])
})

test('a wrong password is refused in words, and a right one leads to the page that was asked for', async ({ browser }) => {
  const opened = await openPage(browser, server, complaints)
  await opened.goto('/people?active=true')
  await enter(opened, 'admin', 'not this one')
  await expect(opened.getByRole('alert')).toContainText('密码')
  await opened.locator('#password').fill(adminPassword)
  await opened.keyboard.press('Enter')
  await expect(opened.getByRole('heading', { name: '人员' })).toBeVisible()
  expect(new URL(opened.url()).pathname + new URL(opened.url()).search).toBe('/people?active=true')
})

test('coming, signing in and signing out, the browser has nothing to complain of', async ({ browser }) => {
  const opened = await openPage(browser, server, complaints)
  complaints.listen(opened, true)
  await opened.goto('/')
  await enter(opened, 'admin', adminPassword) // who may work as an agent, and has no profile
  await expect(opened.getByRole('heading', { name: /管理员/ })).toBeVisible()
  await opened.reload()
  await expect(opened.getByRole('heading', { name: /管理员/ })).toBeVisible()
  await opened.locator('.own').click()
  await opened.getByRole('menuitem', { name: '退出登录' }).click()
  await expect(opened.locator('#password')).toBeVisible()
  expect(complaints.take()).toEqual([])
})

test('a team, a role and a person are made, and the person signs in with the first password', async ({ browser }) => {
  const opened = await signIn(browser)
  await opened.getByRole('link', { name: '组织架构' }).click()
  await opened.getByRole('button', { name: '新建' }).click()
  await opened.getByRole('menuitem', { name: '新建班组' }).click()
  await opened.getByLabel('班组名称').fill('夜班')
  await opened.keyboard.press('Control+Enter')
  await expect(opened.getByRole('treeitem', { name: '夜班' })).toBeVisible()

  await opened.getByRole('link', { name: '角色权限' }).click()
  await opened.getByRole('button', { name: '新建角色' }).click()
  await opened.getByLabel('角色名称').fill('只看客户')
  await opened.getByLabel('查看客户').check()
  await opened.keyboard.press('Control+Enter')
  await expect(opened.getByRole('link', { name: /只看客户/ })).toBeVisible()

  await opened.getByRole('link', { name: '人员', exact: true }).click()
  await opened.getByRole('button', { name: '新建人员' }).click()
  const panel = opened.getByRole('dialog', { name: '新建人员' })
  await panel.getByLabel('姓名').fill('夏小雨')
  await panel.getByLabel('登录账号').fill('xia')
  await panel.getByRole('button', { name: '添加角色' }).click()
  await panel.getByRole('combobox', { name: '角色', exact: true }).click()
  await opened.getByRole('option', { name: '只看客户' }).click()
  await panel.getByRole('button', { name: '新建', exact: true }).click()
  const secret = opened.getByRole('dialog', { name: '初始密码' })
  const first = (await secret.locator('code').last().innerText()).trim()
  await secret.getByRole('button', { name: '我已记下' }).click()

  const other = await openPage(browser, server, complaints)
  await other.goto('/')
  await enter(other, 'xia', first)
  await expect(other.getByRole('heading', { name: '请设置自己的密码' })).toBeVisible()
  await other.getByLabel('当前密码').fill(first)
  await other.getByLabel('新密码', { exact: true }).fill('Lantern-Bridge-47')
  await other.getByLabel('再输一次新密码').fill('Lantern-Bridge-47')
  await other.getByRole('button', { name: '修改密码' }).click()
  // What she may not do is not there.
  await expect(other.getByRole('link', { name: '客户', exact: true })).toBeVisible()
  await expect(other.getByRole('link', { name: '人员', exact: true })).toHaveCount(0)
  await other.goto('/people')
  await notice(other, '您没有查看此页的权限')
})

test('an edit that comes second sees both sides and keeps what is chosen', async ({ browser }) => {
  const id = await makeCustomer('两人同改')
  const [mine, theirs] = [await signIn(browser), await signIn(browser)]
  for (const opened of [mine, theirs]) {
    await expect(opened.getByRole('button', { name: '个人菜单' })).toBeVisible()
    await opened.goto(`/customers/${id}/edit`)
  }
  await mine.getByLabel('姓名').fill('我改的名字')
  await theirs.getByLabel('姓名').fill('他改的名字')
  await theirs.getByRole('textbox', { name: '备注' }).fill('他写的备注')
  await theirs.keyboard.press('Control+Enter')
  await expect(theirs.getByRole('heading', { name: '他改的名字' })).toBeVisible()
  await notice(mine, '您编辑期间，有人先保存了新版本') // by the live feed, before saving
  await mine.getByLabel('姓名').focus()
  await mine.keyboard.press('Control+Enter')
  const merge = mine.getByRole('dialog', { name: '有人先改了这条记录' })
  await expect(merge.getByRole('radio', { name: '姓名: 我的值' })).toBeChecked()
  await expect(merge.getByRole('radio', { name: '备注: 对方的值' })).toBeChecked()
  await merge.getByRole('button', { name: '按选择保存' }).click()
  await expect(mine.getByRole('heading', { name: '我改的名字' })).toBeVisible()
  await notice(mine, '他写的备注')
  await expect(theirs.getByRole('heading', { name: '我改的名字' })).toBeVisible() // there too, by the live feed
})

test('a table is imported; its faulty rows are told', async ({ browser }) => {
  const opened = await signIn(browser)
  await expect(opened.getByRole('button', { name: '个人菜单' })).toBeVisible()
  await opened.goto('/customers/imports')
  const lines = ['客户姓名,联系电话', '陈晓明,13900139001', '李秀英,13900139002', '王强,电话不详']
  await opened.locator('input[type=file]').setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) })
  await opened.getByRole('button', { name: '开始导入 3 行' }).click()
  await notice(opened, '导入完成')
  await expect(opened.getByRole('table', { name: '有误的行' }).locator('tbody tr')).toHaveCount(1)
  await opened.getByRole('button', { name: '查看客户' }).click()
  await expect(opened.getByRole('link', { name: /陈晓明/ })).toBeVisible()
})

test('signing out everywhere ends the other browser too', async ({ browser }) => {
  const [here, there] = [await signIn(browser), await signIn(browser)]
  await expect(there.getByText('实时', { exact: true })).toBeVisible()
  await here.getByRole('button', { name: '个人菜单' }).click()
  await here.getByRole('menuitem', { name: '退出所有设备' }).click()
  await here.getByRole('dialog').getByRole('button', { name: '退出所有设备' }).click()
  await expect(here.getByLabel('用户名')).toBeVisible()
  await expect(there.getByLabel('用户名')).toBeVisible()
  await notice(there, '登录已结束，请重新登录。')
})

test('a draft survives a reload', async ({ browser }) => {
  const id = await makeCustomer('草稿客户')
  const opened = await signIn(browser)
  await expect(opened.getByRole('button', { name: '个人菜单' })).toBeVisible()
  await opened.goto(`/customers/${id}/edit`)
  await opened.getByRole('textbox', { name: '备注' }).fill('没写完')
  await expect.poll(() => opened.evaluate(() => Object.keys(sessionStorage).join())).toContain('customers/')
  opened.on('dialog', (dialog) => void dialog.accept())
  await opened.reload()
  await expect(opened.getByRole('textbox', { name: '备注' })).toHaveValue('没写完')
  await notice(opened, '已恢复您上次未保存的内容')
})
