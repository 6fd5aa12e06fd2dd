// A real call: SIPp over a trunk, a flow, a queue, an agent whose browser is the phone; what is heard is asserted by
// its tone.
import { bar, answered, CallCentre, expect, hears, isDeafTo, made, phoneArguments, ready } from '../support/call_centre.ts'
import { Caller } from '../support/caller.ts'
import { admin, customerFields, phone as number } from '../support/client.ts'
import { Complaints, signIn, test } from '../support/console.ts'

test.use({ launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: phoneArguments() } })

let centre: CallCentre
const complaints = new Complaints()
test.beforeAll(async () => {
  centre = await CallCentre.open([
    { login: 'fang', name: '方小安', number: '8001' },
    { login: 'xu', name: '许文静', number: '8002' },
    { login: 'he', name: '何班长', number: '8009', role: 'supervisor' },
  ])
})
test.afterAll(() => centre.server.stop())
test.afterEach(() => {
  expect(complaints.take()).toEqual([])
})

test('a customer calls, waits with music, is answered in the browser, held, given to a colleague, and hung up on', async ({ browser }) => {
  const [page, fang] = await centre.agent(browser, complaints, 'fang')
  const [colleague, xu] = await centre.agent(browser, complaints, 'xu')
  const caller = await Caller.calls(centre.exchange, '95500')
  await expect.poll(async () => (await centre.callNow())?.state).toBe('waiting')
  await ready(fang)
  const call = await answered(centre, fang)
  expect(call.number).toBe('138****8000')
  await hears(page, 1_000)

  expect((await fang.post(`/api/v1/calls/${call.id}/hold`, { held: true })).status).toBe(200)
  await isDeafTo(page, 1_000)
  expect((await fang.post(`/api/v1/calls/${call.id}/hold`, { held: false })).status).toBe(200)
  await hears(page, 1_000)

  const target = { queue_id: null, agent_id: centre.people.xu, flow_id: null, number: '' }
  expect((await fang.post(`/api/v1/calls/${call.id}/consultation`, target)).status).toBe(200)
  expect((await xu.post(`/api/v1/calls/${call.id}/answer`)).status).toBe(200)
  await isDeafTo(page, 1_000)
  await isDeafTo(colleague, 1_000)
  expect((await fang.post(`/api/v1/calls/${call.id}/join`)).status).toBe(200)
  await hears(page, 1_000)
  await hears(colleague, 1_000)
  expect((await fang.post(`/api/v1/calls/${call.id}/completion`)).status).toBe(204)
  await isDeafTo(page, 1_000)
  await hears(colleague, 1_000)
  await expect.poll(async () => (await centre.callNow()).agent_id).toBe(target.agent_id)

  // Loaded anew in mid-call: the call goes on.
  await colleague.reload()
  await hears(colleague, 1_000)
  expect((await xu.post(`/api/v1/calls/${call.id}/hang-up`)).status).toBe(204)
  expect(await caller.ended, caller.out).toBe(0)
  const over = await centre.callNow()
  expect(over.ending).toBe('by_agent')
  expect(over.parties.filter((party: any) => party.state !== 'gone')).toEqual([])
  await expect.poll(async () => (await fang.get(`/api/v1/contacts/${call.contact_id}`)).json.state).toBe('ended')
  for (const client of [fang, xu]) client.close()
})

test('the bar rings, answers, holds, mutes and hangs up', async ({ browser }) => {
  const [page, fang] = await centre.agent(browser, complaints, 'fang')
  await ready(fang)
  const phone = bar(page)
  const caller = await Caller.calls(centre.exchange, '95500', { from: '13900139000' })
  await expect(phone).toContainText('139****9000')
  await phone.getByRole('button', { name: '接听' }).click()
  await expect(phone.getByRole('button', { name: '挂断' })).toBeVisible()
  const id = (await centre.callNow()).id
  const party = async (role: string) => (await centre.callNow()).parties.find((one: any) => one.role === role)
  await phone.getByRole('button', { name: '保持' }).click()
  await expect.poll(async () => (await party('customer')).held).toBe(true)
  await phone.getByRole('button', { name: '取回' }).click()
  await expect.poll(async () => (await party('customer')).held).toBe(false)
  await phone.getByRole('button', { name: '静音' }).click()
  await expect.poll(async () => (await party('agent')).muted).toBe(true)
  // Nothing comes from the caller any more: five seconds later the screen says so, until it does again.
  const oneWay = phone.getByRole('alert')
  await expect(oneWay).toHaveCount(0)
  caller.sound.loses = 1
  await expect(oneWay).toBeVisible({ timeout: 8_000 })
  caller.sound.loses = 0
  await expect(oneWay).toHaveCount(0)
  // Loaded anew in mid-call: the bar comes back with the call, and the line too.
  await page.reload()
  await expect(phone.getByRole('button', { name: '挂断' })).toBeVisible()
  await expect.poll(async () => (await party('agent')).away).toBe(false)
  await expect.poll(async () => (await party('customer')).held).toBe(false)
  await phone.getByRole('button', { name: '挂断' }).click()
  expect(await caller.ended, caller.out).toBe(0)
  await expect(phone).toContainText('电话就绪')
  expect((await centre.callNow()).id).toBe(id)
  await page.goto(`${centre.server.url}/my-phone`)
  await page.getByRole('button', { name: '检查线路' }).click()
  await expect(page.getByText('线路正常：UDP 直连')).toBeVisible()
  fang.close()
})

test('by the buttons of the bar a colleague is asked and joins, a supervisor listens, and the call goes to a queue and is cut', async ({ browser }) => {
  const [page, fang] = await centre.agent(browser, complaints, 'fang')
  const [colleague, xu] = await centre.agent(browser, complaints, 'xu')
  const [board, he] = await centre.agent(browser, complaints, 'he')
  await ready(fang)
  const caller = await Caller.calls(centre.exchange, '95500', { from: '13700137000' })
  await expect(bar(page)).toContainText('137****7000')
  await page.keyboard.press('Alt+a')
  await expect(bar(page).getByRole('button', { name: '挂断' })).toBeVisible()
  await hears(page, 1_000)

  // Asked first, then all together.
  await page.keyboard.press('Alt+g')
  const choice = page.getByRole('dialog', { name: '转接或咨询' })
  await choice.getByRole('combobox').fill('许文静')
  await choice.getByRole('button', { name: '先咨询' }).click()
  await expect(bar(colleague)).toContainText('同事请您接听')
  await bar(colleague).getByRole('button', { name: '接听' }).click()
  await bar(page).getByRole('button', { name: '三方通话' }).click()
  await hears(page, 1_000)
  await hears(colleague, 1_000)

  // Seen, and listened to.
  await bar(page).getByRole('button', { name: '求助' }).click()
  await page.getByPlaceholder('需要什么帮助（选填）').fill('客户要求退费')
  await page.keyboard.press('Enter')
  await board.goto(`${centre.server.url}/live-calls`)
  const row = board.getByRole('row', { name: /137\*{4}7000/ })
  await expect(row).toContainText('方小安')
  await expect(row).toContainText('求助')
  await row.getByRole('button', { name: '操作' }).click()
  await board.getByRole('menuitem', { name: '监听' }).click()
  await hears(board, 1_000)
  await bar(board).getByText('耳语').click()
  await expect.poll(async () => (await centre.callNow()).parties.find((one: any) => one.role === 'supervisor').supervision).toBe('whisper')
  await bar(board).getByRole('button', { name: '退出' }).click()
  await expect(bar(board)).toContainText('电话就绪')

  // The colleague goes, and the customer waits in a queue again.
  await bar(page).getByRole('button', { name: '请 许文静 离开通话' }).click()
  await expect(bar(colleague)).toContainText('电话就绪')
  await bar(page).getByRole('button', { name: '转接' }).click()
  await choice.getByRole('combobox').fill('热线')
  await choice.getByRole('button', { name: '直接转接' }).click()
  await expect.poll(async () => (await centre.callNow()).state).toBe('waiting')
  await row.getByRole('button', { name: '操作' }).click()
  await board.getByRole('menuitem', { name: '强拆' }).click()
  await board.getByRole('dialog').getByRole('button', { name: '强拆' }).click()
  expect(await caller.ended, caller.out).toBe(0)
  expect((await centre.callNow()).ending).toBe('cut')
  await expect(row).toBeHidden()
  for (const client of [fang, xu, he]) client.close()
})

test('whoever has been served is asked how it was, while the agent writes up', async ({ browser }) => {
  const client = await admin(centre.server)
  const flow = await made(client, '/ivr-flows', { centre_id: centre.centre, name: '满意度调查', name_en: '', template_key: 'satisfaction', draft: null })
  await made(client, `/ivr-flows/${flow.id}/publications`, { version: flow.version, note: '' }, 200)
  const page = await signIn(browser, centre.server, complaints, `/queues/${centre.queueId}/voice`)
  const panel = page.getByRole('dialog', { name: '来电等候音' })
  await panel.getByRole('combobox', { name: '满意度调查' }).click()
  await page.getByRole('option', { name: '满意度调查' }).click()
  await panel.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存')).toBeVisible()

  await made(client, '/customers', customerFields(centre.centre, '马晓东', { identities: [number('13700137000')] }))

  const [desk, fang] = await centre.agent(browser, complaints, 'fang')
  await ready(fang)
  const phone = bar(desk)
  for (const way of ['转满意度', '挂断']) {
    const caller = await Caller.calls(centre.exchange, '95500', { from: '13700137000' })
    await phone.getByRole('button', { name: '接听' }).click()
    // What was before stands beside; of a call there is nothing to read.
    if (way === '挂断') {
      const before = desk.getByRole('list', { name: '往来记录' })
      await before.getByRole('button').first().click()
      await expect(before.getByRole('link', { name: '打开联络记录' })).toBeVisible()
    }
    await phone.getByRole('button', { name: way, exact: true }).click()
    await expect.poll(async () => (await centre.callNow()).state).toBe('survey')
    const { contact_id } = await centre.callNow()
    await expect(phone).toContainText('电话就绪')
    await expect.poll(async () => (await fang.get(`/api/v1/contacts/${contact_id}`)).json.state).toMatch(/wrap_up|ended/)
    caller.sound.press('2')
    await expect.poll(async () => (await fang.get(`/api/v1/contacts/${contact_id}`)).json.rating).toBe(4)
    expect(await caller.ended, caller.out).toBe(0)
    expect((await centre.callNow()).ending).toBe('by_system')
    await expect.poll(async () => (await fang.get(`/api/v1/contacts/${contact_id}`)).json.state).toBe('ended')
  }
  for (const one of [client, fang]) one.close()
})
