// Agents in two browsers: the agent's own state in the top bar, and the supervisor who watches, steps in and writes.
import { expect as quickly, type Browser, type Page } from '@playwright/test'
import { admin, Client, headOffice, personFields, roleId } from '../support/client.ts'
import { Complaints, signIn, test } from '../support/console.ts'
import { Server } from '../support/program.ts'

// Two cores may be busy with more than this test.
const expect = quickly.configure({ timeout: 20_000 })

test.use({ actionTimeout: 20_000 })

const FIRST = 'Lantern-Bridge-47'
const PASSWORD = 'Lantern-Bridge-48'
let server: Server
const complaints = new Complaints()
test.beforeAll(async () => {
  server = await Server.start()
  const client = await admin(server)
  const made = await client.post('/api/v1/teams', { centre_id: await headOffice(client), department_id: null, name: '在线一班', leader_id: null })
  expect(made.status).toBe(201)
  for (const [login, role] of [['worker', 'agent'], ['leader', 'supervisor']] as const) {
    const grants = [{ role_id: await roleId(client, role), scope: 'team' }]
    const fields = personFields(await headOffice(client), login, { grants, password: FIRST, team_id: made.json.id, name: login === 'worker' ? '方小安' : '何班长' })
    expect((await client.post('/api/v1/people', fields)).status).toBe(201)
    const own = new Client(server.url)
    await own.signIn(login, FIRST)
    expect((await own.post('/api/v1/session/password', { old_password: FIRST, new_password: PASSWORD })).status).toBe(204)
    own.close()
  }
  client.close()
})
test.afterAll(() => server.stop())
test.afterEach(() => {
  expect(complaints.take()).toEqual([])
})

const open = (browser: Browser, path: string, user?: string) => signIn(browser, server, complaints, path, user, user && PASSWORD)
const notice = (page: Page, text: string) => expect(page.getByText(text).first()).toBeVisible()
const rowOf = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })

test('an agent is made, works, and is watched, stepped in on and written to from another browser', async ({ browser }) => {
  const chief = await open(browser, '/skills')
  await chief.getByRole('button', { name: '新建技能' }).click()
  await chief.getByRole('dialog', { name: '新建技能' }).getByRole('textbox', { name: '名称', exact: true }).fill('宽带报修')
  await chief.keyboard.press('Control+Enter')
  await expect(chief.getByRole('dialog', { name: '宽带报修' })).toBeVisible()

  const worker = await open(browser, '/', 'worker')
  const state = worker.getByRole('button', { name: /我的座席状态/ })
  await expect(state).toHaveCount(0) // no agent yet

  const leader = await open(browser, '/agents', 'leader')
  await leader.getByRole('button', { name: '新建座席' }).click()
  const panel = leader.getByRole('dialog', { name: '新建座席' })
  await panel.getByRole('combobox', { name: '人员' }).click()
  await leader.getByRole('option', { name: '方小安' }).click()
  await panel.getByRole('button', { name: '添加技能' }).click()
  await expect(panel.getByRole('slider', { name: '宽带报修 的等级' })).toBeVisible()
  await panel.getByRole('button', { name: '新建', exact: true }).click()
  await expect(leader.getByRole('dialog', { name: '方小安' })).toBeVisible()
  await leader.keyboard.press('Escape')
  const row = rowOf(leader, '方小安')
  await expect(row).toContainText('宽带报修 5')
  await expect(row).toContainText('签出')

  // By keys: sign in, ready.
  await expect(state).toContainText('签出')
  await worker.keyboard.press('w')
  await worker.keyboard.press('i')
  await expect(state).toContainText('示忙')
  await expect(row).toContainText('示忙')
  await worker.keyboard.press('w')
  await worker.keyboard.press('r')
  await expect(state).toContainText('示闲')
  await expect(row).toContainText('示闲')
  await expect(row.locator('time')).toHaveText(/^\d+:\d\d$/)
  // By the menu: a reason.
  await state.click()
  await expect(worker.getByRole('menuitem', { name: '主管安排' })).toHaveCount(0) // for supervisors alone
  await worker.getByRole('menuitem', { name: '小休' }).click()
  await expect(state).toContainText('小休')
  await expect(row).toContainText('示忙 · 小休')

  // The supervisor steps in.
  await row.getByRole('button', { name: '方小安 的操作' }).click()
  await leader.getByRole('menuitem', { name: '设为示闲' }).click()
  await notice(leader, '方小安 已示闲')
  await expect(state).toContainText('示闲')
  await row.getByRole('button', { name: '方小安 的操作' }).click()
  await leader.getByRole('menuitem', { name: '设为示忙' }).click()
  const pause = leader.getByRole('dialog', { name: '将 方小安 设为示忙' })
  await pause.getByText('不填原因').click()
  await leader.getByRole('option', { name: '主管安排' }).click()
  await pause.getByRole('button', { name: '设为示忙' }).click()
  await expect(state).toContainText('主管安排')

  // And writes. The message stays over a reload, until it is read.
  await leader.getByRole('button', { name: '发送消息' }).click()
  const message = leader.getByRole('dialog', { name: '发送消息' })
  await message.getByText('选择班组').click()
  await leader.getByRole('option', { name: '在线一班' }).click()
  await message.getByRole('textbox', { name: '消息内容' }).fill('三号线路故障，请按公告答复')
  await message.getByRole('button', { name: '发送', exact: true }).click()
  await notice(leader, '已发给 1 名座席')
  await notice(worker, '三号线路故障，请按公告答复')
  await worker.reload()
  const received = worker.getByRole('article').filter({ hasText: '三号线路故障' })
  await expect(received).toContainText('何班长')
  await received.getByRole('button', { name: '知道了' }).click()
  await expect(received).toHaveCount(0)
  await worker.reload()
  await expect(state).toContainText('主管安排')
  await expect(received).toHaveCount(0)

  // The network goes: seen as away; it comes back: no more.
  await worker.close()
  await expect(row).toContainText('离位', { timeout: 40_000 })
  const back = await open(browser, '/', 'worker')
  await expect(row).not.toContainText('离位')
  await back.getByRole('button', { name: /我的座席状态/ }).click()
  await back.getByRole('menuitem', { name: '签出' }).click()
  await expect(row).toContainText('签出')
})

test('an edit of an agent that comes second sees both sides', async ({ browser }) => {
  const client = await admin(server)
  const made = await client.post('/api/v1/people', personFields(await headOffice(client), 'another', { password: FIRST }))
  const id = made.json.person.id
  expect((await client.post('/api/v1/agents', { person_id: id, skills: [], capacity: [], active: true })).status).toBe(201)
  client.close()
  const [mine, theirs] = [await open(browser, `/agents/${id}`), await open(browser, `/agents/${id}`)]
  const capacity = (page: Page) => page.getByRole('spinbutton', { name: '网页会话同时接待数' })
  await capacity(mine).fill('5')
  await capacity(mine).press('Tab')
  await capacity(theirs).fill('2')
  await capacity(theirs).press('Tab')
  await theirs.getByRole('button', { name: '保存' }).click()
  await notice(mine, '您编辑期间，有人先保存了新版本')
  await mine.getByRole('button', { name: '保存' }).click()
  await expect(mine.getByRole('dialog', { name: '有人先改了这条记录' })).toContainText('网页会话 · 2')
})
