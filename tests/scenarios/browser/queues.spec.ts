// Distribution in the console: a queue is made and tried, closed for an emergency, and refused when it is wrong; a
// supervisor watches the board and steps in, and the agent sees it.
import { expect as quickly, type Browser, type Page } from '@playwright/test'
import { admin, Client, headOffice, personFields, queueFields, roleId } from '../support/client.ts'
import { Complaints, signIn, test } from '../support/console.ts'
import { Server } from '../support/program.ts'

// Two cores may be busy with more than this test.
const expect = quickly.configure({ timeout: 20_000 })
test.use({ actionTimeout: 20_000 })

const FIRST = 'Lantern-Bridge-47'
const PASSWORD = 'Lantern-Bridge-48'
let server: Server
const complaints = new Complaints()

// Two agents of one team, of whom one knows broadband, and their leader.
test.beforeAll(async () => {
  server = await Server.start()
  const client = await admin(server)
  const centre = await headOffice(client)
  const made = async (path: string, body: unknown) => {
    const reply = await client.post(`/api/v1${path}`, body)
    expect(reply.status, `${path} ${reply.text}`).toBe(201)
    return reply.json
  }
  const team = await made('/teams', { centre_id: centre, department_id: null, name: '在线一班', leader_id: null })
  await made('/teams', { centre_id: centre, department_id: null, name: '在线二班', leader_id: null })
  const skill = await made('/skills', { name: '宽带报修', name_en: '', description: '', active: true })
  for (const [login, name, role] of [['expert', '方小安', 'agent'], ['novice', '许文静', 'agent'], ['leader', '何班长', 'supervisor']] as const) {
    const grants = [{ role_id: await roleId(client, role), scope: role === 'agent' ? 'team' : 'centre' }]
    const { person } = await made('/people', personFields(centre, login, { grants, password: FIRST, team_id: team.id, name }))
    const own = new Client(server.url)
    await own.signIn(login, FIRST)
    expect((await own.post('/api/v1/session/password', { old_password: FIRST, new_password: PASSWORD })).status).toBe(204)
    if (role === 'agent') {
      await made('/agents', { person_id: person.id, skills: login === 'expert' ? [{ skill_id: skill.id, level: 8 }] : [], capacity: [], active: true })
      expect((await own.post('/api/v1/agent-states/mine/sign-ins', undefined)).status).toBe(200)
    }
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

test('a queue of two stages is made, and a trial tells who would be asked, who not and why', async ({ browser }) => {
  const expert = await open(browser, '/', 'expert')
  await expert.keyboard.press('w')
  await expert.keyboard.press('r')
  await expect(expert.getByRole('button', { name: /我的座席状态/ })).toContainText('示闲')
  const novice = await open(browser, '/', 'novice')

  const page = await open(browser, '/queues', 'leader')
  await page.keyboard.press('c')
  const panel = page.getByRole('dialog', { name: '新建队列' })
  await panel.getByRole('textbox', { name: '名称', exact: true }).fill('宽带在线')
  await panel.getByText('技能最佳').click()
  const stage = (number: number) => panel.getByRole('listitem', { name: `第 ${number} 阶段` })
  await stage(1).getByRole('button', { name: '添加技能' }).click()
  await stage(1).getByRole('slider', { name: '宽带报修 的等级' }).press('ArrowRight')
  await panel.getByRole('button', { name: '添加阶段' }).click()
  // The time of a stage has the focus; one that is not later than the stage before it is refused at its place.
  await panel.getByRole('button', { name: '添加阶段' }).click()
  await stage(3).getByRole('spinbutton').fill('30')
  await page.keyboard.press('Control+Enter')
  await expect(stage(3).getByRole('alert')).toContainText('每个阶段须晚于前一阶段')
  await stage(3).getByRole('button', { name: '移除第 3 阶段' }).click()
  await expect(stage(3)).toHaveCount(0)
  await page.keyboard.press('Control+Enter')
  const saved = page.getByRole('dialog', { name: /宽带在线/ })
  await expect(saved).toBeVisible()

  // Nobody else is asked until 30 seconds have passed.
  await saved.getByRole('button', { name: '试算' }).click()
  const trial = page.getByRole('dialog', { name: '试算：宽带在线' })
  await expect(trial).toContainText('现在可以进入队列')
  await expect(trial).toContainText('立即邀请 方小安')
  await expect(trial).toContainText('前面没有人等候')
  const first = trial.locator('.stage').nth(0)
  await expect(first).toContainText('宽带报修 ≥ 6')
  await expect(first.getByRole('listitem').filter({ hasText: '方小安' })).toContainText('可以接')
  await expect(first.getByRole('listitem').filter({ hasText: '许文静' })).toContainText('缺 宽带报修 6 级')
  const second = trial.locator('.stage').nth(1)
  await expect(second).toContainText('等候 30 秒后')
  await expect(second.getByRole('listitem').filter({ hasText: '许文静' })).toContainText('没有示闲')
  // More is asked: nobody fits.
  await trial.getByRole('button', { name: '添加技能' }).click()
  await trial.getByRole('slider', { name: '宽带报修 的等级' }).press('End')
  await expect(trial).toContainText('此刻没有可以立即接入的座席')
  await expect(first.getByRole('listitem').filter({ hasText: '方小安' })).toContainText('宽带报修 需 10 级，现 8 级')
  await page.keyboard.press('Escape')
  await expect(trial).toBeHidden()

  // Closed for an emergency: asked first, seen in the list, and by the trial.
  const row = rowOf(page, '宽带在线')
  await row.getByRole('button', { name: '紧急关闭' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '紧急关闭' }).click()
  await notice(page, '“宽带在线”已紧急关闭')
  await row.getByRole('button', { name: '宽带在线 的操作' }).click()
  await page.getByRole('menuitem', { name: '试算' }).click()
  await expect(trial).toContainText('队列因紧急情况关闭')
  await page.keyboard.press('Escape')
  await row.getByRole('button', { name: '解除紧急' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '解除紧急' }).click()
  await expect(row).toContainText('接收')

  // A skill that the queue asks for stays.
  const chief = await open(browser, '/skills')
  await rowOf(chief, '宽带报修').getByRole('button', { name: '操作' }).click()
  await chief.getByRole('menuitem', { name: '删除' }).click()
  await chief.getByRole('dialog').getByRole('button', { name: '删除' }).click()
  await expect(chief.getByText(/不能删除，可以停用它/)).toBeVisible()

  await row.getByRole('button', { name: '宽带在线 的操作' }).click()
  await page.getByRole('menuitem', { name: '删除' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
  await expect(row).toHaveCount(0)
})

test('an edit of a queue that comes second sees both sides; who may only look changes nothing', async ({ browser }) => {
  const client = await admin(server)
  const made = await client.post('/api/v1/queues', queueFields(await headOffice(client), '账单'))
  expect(made.status, made.text).toBe(201)
  const path = `/queues/${made.json.id}`
  const [mine, theirs] = [await open(browser, path, 'leader'), await open(browser, path)]
  const offer = (page: Page) => page.getByRole('spinbutton', { name: '邀请时限' })
  for (const [page, seconds] of [[mine, '20'], [theirs, '40']] as const) {
    await offer(page).fill(seconds)
    await offer(page).press('Tab')
  }
  await theirs.getByRole('button', { name: '保存' }).click()
  await notice(mine, '您编辑期间，有人先保存了新版本')
  await mine.getByRole('button', { name: '保存' }).click()
  await expect(mine.getByRole('dialog', { name: '有人先改了这条记录' })).toContainText('40 秒')
  await mine.context().close()
  await theirs.context().close()

  const grants = [{ role_id: await roleId(client, 'planner'), scope: 'centre' }]
  expect((await client.post('/api/v1/people', personFields(await headOffice(client), 'planner', { grants, password: FIRST }))).status).toBe(201)
  const own = new Client(server.url)
  await own.signIn('planner', FIRST)
  expect((await own.post('/api/v1/session/password', { old_password: FIRST, new_password: PASSWORD })).status).toBe(204)
  own.close()
  client.close()
  const page = await open(browser, path, 'planner')
  await expect(offer(page)).toBeDisabled()
  await expect(page.getByRole('button', { name: '保存' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: '添加阶段' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: '新建队列' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: '紧急关闭' })).toHaveCount(0)
})

test('a supervisor watches the board, by keys too, steps in and writes to several; the agents see it', async ({ browser }) => {
  const agents = { expert: await open(browser, '/', 'expert'), novice: await open(browser, '/', 'novice') }
  const state = (page: Page) => page.getByRole('button', { name: /我的座席状态/ })
  const board = await open(browser, '/agents', 'leader')
  await expect(board.getByRole('heading', { name: '座席监控' })).toBeVisible()
  await expect(board.getByRole('rowheader', { name: /在线一班/ })).toContainText('2 人')
  const row = rowOf(board, '许文静')
  await expect(row).not.toContainText('离位')

  // Forced by the supervisor, and the agent sees it at once.
  await row.getByRole('button', { name: '许文静 的操作' }).click()
  await board.getByRole('menuitem', { name: '设为示闲' }).click()
  await expect(state(agents.novice)).toContainText('示闲')
  await expect(row).toContainText('示闲')
  // What the agent does is counted on the board.
  await state(agents.novice).click()
  await agents.novice.getByRole('menuitem', { name: '小休' }).click()
  await expect(row).toContainText('示忙 · 小休')
  const counts = board.getByRole('group', { name: '按状态筛选' })
  await counts.getByRole('button', { name: /^示忙/ }).click()
  await expect(row).toBeVisible()
  await counts.getByRole('button', { name: /^未应答/ }).click()
  await expect(board.getByText('没有符合条件的结果')).toBeVisible()
  await counts.getByRole('button', { name: /^全部/ }).click()

  // By keys: into the list, down, chosen by the space bar.
  await board.getByRole('searchbox', { name: '搜索姓名、工号' }).press('ArrowDown')
  const first = board.locator('[data-seat]').first()
  await expect(first.locator('[data-primary]')).toBeFocused()
  await board.keyboard.press('Space')
  await board.keyboard.press('ArrowDown')
  await expect(board.locator('[data-seat]').nth(1).locator('[data-primary]')).toBeFocused()
  await board.keyboard.press('Space')
  await expect(board.getByText('已选 2 人')).toBeVisible()
  // The choice holds in the other view.
  await board.getByRole('button', { name: '卡片' }).click()
  await expect(board.getByRole('checkbox', { name: '选择 许文静' })).toBeChecked()
  await board.keyboard.press('m')
  const message = board.getByRole('dialog', { name: '发送消息' })
  await message.getByRole('textbox', { name: '消息内容' }).fill('十分钟后开班会')
  await message.getByRole('button', { name: '发送', exact: true }).click()
  await notice(board, '已发给 2 名座席')
  for (const page of Object.values(agents)) await notice(page, '十分钟后开班会')
  // Signed out by the supervisor, from the card.
  const card = board.locator('.seat-card').filter({ hasText: '许文静' })
  await card.getByRole('button', { name: '许文静 的操作' }).click()
  await board.getByRole('menuitem', { name: '强制签出' }).click()
  await board.getByRole('dialog').getByRole('button', { name: '强制签出' }).click()
  await expect(state(agents.novice)).toContainText('签出')
  await expect(card).toContainText('签出')
})
