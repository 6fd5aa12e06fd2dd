// Every page and the main dialogues of the console, in both languages and both themes, before axe; and nothing that the
// browser complains of meanwhile. Colours are the same in both languages, so they are reckoned in one, in both themes.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Browser, type Page } from '@playwright/test'
import { admin, Client, customerFields, headOffice, personFields, phone, queueFields, roleId, siteFields, teamFields } from '../support/client.ts'
import { Complaints, openPage, signIn, test } from '../support/console.ts'
import { Server } from '../support/program.ts'
import { Visitor } from '../support/visitor.ts'

// Traces of so many looks take longer than the looks.
test.use({ actionTimeout: 20_000, trace: 'off' })

let server: Server
test.beforeAll(async () => {
  server = await Server.start()
})
test.afterAll(() => server.stop())

// Something of everything, so that no page is empty.
interface Sample {
  customer: string
  other: string
  import: string
  person: string
  team: string
  role: string
  field: string
  calendar: string
  entry: string
  rule: string
  skill: string
  agent: string
  queue: string
  site: string
  reply: string
  chat: string
  contact: string
  level: string
  clock: string
  view: string
  flow: string
  prompt: string
  boardThreshold: string
  threshold: string
  alarm: string
  channel: string
  trunk: string
  number: string
  way: string
  desk: string
  caller: string
  hotline: string
  kept: string
}
async function fill(client: Client): Promise<Sample> {
  const made = async (path: string, body: unknown) => {
    const reply = await client.post(`/api/v1${path}`, body)
    expect(reply.status, `${path} ${reply.text}`).toBe(201)
    return String(reply.json.id ?? reply.json.person?.id ?? reply.json.phone?.id)
  }
  const centre = await headOffice(client)
  const named = (name: string, number: string) =>
    customerFields(centre, name, { identities: [phone(number)], tags: ['VIP'], addresses: [{ label: '家', region: '上海市', street: '人民路 1 号', postcode: '200001' }] })
  const customer = await made('/customers', named('陈晓明', '13900139001'))
  const other = await made('/customers', named('陈晓民', '13900139001'))
  const table = ['客户姓名,联系电话', '李秀英,13900139002'].join('\r\n')
  const border = 'yingda-border'
  const part = (head: string, body: string) => `--${border}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`
  const body = part('name="centre_id"', centre) + part('name="file"; filename="名单.csv"', table) + `--${border}--\r\n`
  const uploaded = await client.request('POST', '/api/v1/customer-imports', { body, headers: { 'content-type': `multipart/form-data; boundary=${border}` } })
  const skill = await made('/skills', { name: '宽带报修', name_en: 'Broadband', description: '断网、测速', active: true })
  const asked = await made('/queues', queueFields(centre, '宽带报修', { stages: [{ after_seconds: 0, skills: [{ skill_id: skill, level: 6 }], teams: [] }, { after_seconds: 60, skills: [], teams: [] }] }))
  const self = String((await client.get('/api/v1/session')).json.person_id)
  const question = { interval: 'day', from: '2026-11-16', until: '2026-11-22', by: null, centre_id: null, team_id: null, queue_id: null, agent_id: null, channel: null, tier_id: null, days: 'all', calendar_id: null, within_seconds: 30 }
  const first = async (path: string) => String((await client.all(`/api/v1${path}`))[0].id)
  const sample = {
    customer,
    other,
    import: String(uploaded.json.id),
    person: await made('/people', personFields(centre, 'xia', { grants: [{ role_id: await roleId(client, 'agent'), scope: 'team' }], password: null })),
    team: await made('/teams', teamFields(centre, '夜班')),
    role: await roleId(client, 'supervisor'),
    field: await made('/customer-fields', { key: 'source', name: '来源', name_en: 'Source', kind: 'choice', choices: ['官网', '营业厅'], required: false, position: 10, active: true }),
    calendar: await first('/calendars'),
    entry: String((await client.get('/api/v1/dictionaries/not_ready_reasons/entries')).json.items[0].id),
    rule: await first('/language-rules'),
    skill,
    // Whoever looks, so that the own state stands in the bar of every page.
    agent: await made('/agents', { person_id: self, skills: [{ skill_id: skill, level: 7 }], capacity: [], active: true }),
    queue: asked,
    site: await made('/chat-sites', siteFields(centre, asked, { silence_minutes: 1440 })), // its chat outlives a slow run
    view: await made('/report-views', { name: '近七天', report: 'queue_interval', question, figures: ['offered', 'service_level'], shared: true, period: 'last_7_days' }),
    boardThreshold: String((await client.get('/api/v1/board-thresholds')).json.items[0].id),
    flow: await made('/ivr-flows', { centre_id: centre, name: '总机', name_en: '', template_key: 'service_centre', draft: null }),
    prompt: await made('/ivr-prompts', { centre_id: centre, name: '录音告知', text: '您的通话将被录音。', text_en: '' }),
    reply: await made('/canned-replies', { centre_id: null, own: false, folder: '开场', shortcut: 'hello', title: '问候', text: '您好，{客户}，工号 {工号} 为您服务。', language: 'zh-CN', position: 1 }),
  }
  return { ...sample, ...(await promise(client, centre, skill)), ...(await converse(client, sample.site)), ...(await alarm(client)), ...(await lines(made, centre)) }
}

// By what the centre is reached.
async function lines(made: (path: string, body: unknown) => Promise<string>, centre_id: string): Promise<Pick<Sample, 'trunk' | 'number' | 'way' | 'desk' | 'caller' | 'hotline' | 'kept'>> {
  const proof = { login: '', registers: false, registration_seconds: 3600, pings: true, addresses: ['192.0.2.7'], inbound_login: '' }
  const trunk = await made('/trunks', { centre_id, name: '上海电信', active: true, position: 1, host: '192.0.2.1', port: 0, transport: 'udp', domain: '', ...proof, security: 'never', codecs: ['pcma'], calls_max: 30, area_code: '021' })
  const number = { centre_id, pattern: '02161234567', name: '服务热线', flow_id: null, language: 'zh-CN', caller_number: '02161234567', is_default: true, queue_ids: [], active: true }
  const hotline = await made('/queues', queueFields(centre_id, '电话热线', { channel: 'voice' }))
  return {
    trunk,
    hotline,
    kept: await made('/recording-retentions', { centre_id, queue_id: hotline, days: 90 }),
    number: await made('/numbers', number),
    way: await made('/ways-out', { centre_id, name: '手机', prefix: '1', cut_digits: 0, put_before: '0', trunk_ids: [trunk], active: true }),
    desk: await made('/phones', { centre_id, name: '前台', person_id: null, login: '8001', security: 'never', active: true }),
    caller: await made('/caller-rules', { centre_id, pattern: '13800100500', verdict: 'block', reason: '反复骚扰', until: null }),
  }
}

// The disk is never quite free, so a threshold like this is passed at the next look.
async function alarm(client: Client): Promise<{ threshold: string; alarm: string; channel: string }> {
  const thresholds = (await client.get('/api/v1/probe-thresholds')).json.items
  const { id, version } = thresholds.find((one: { probe: string }) => one.probe === 'disk_free')
  await client.request('PUT', `/api/v1/probe-thresholds/${id}`, { body: { warning: 99.9, critical: 1, bad_samples: 1, good_samples: 1 }, headers: { 'if-match': `"${version}"` } })
  const channel = await client.post('/api/v1/notice-channels', {
    ...{ kind: 'webhook', name: '值班群', active: false, least: 'warning', sources: ['probe.'], repeat_minutes: 15, language: 'zh-CN' },
    ...{ url: 'https://example.cn/hook', allow_private: false, secret: '0123456789abcdef' },
    ...{ host: '', port: 465, security: 'tls', login: '', sender: '', recipients: [] },
  })
  const open = async () => (await client.get('/api/v1/alarms?open=true')).json.items
  await expect.poll(async () => (await open()).length, { timeout: 30_000 }).toBe(1)
  return { threshold: id, alarm: (await open())[0].id, channel: channel.json.id }
}

// A visitor in the hands of whoever looks, so that the workspace has something to show.
async function converse(client: Client, site: string): Promise<{ chat: string; contact: string }> {
  await client.post('/api/v1/agent-states/mine/sign-ins')
  await client.post('/api/v1/agent-states/mine/readiness', { ready: true, reason_id: null })
  const visitor = new Visitor(server, (await client.get(`/api/v1/chat-sites/${site}`)).json.site_key)
  await visitor.begin({ name: '陈晓明', phone: '13900139001' }, '宽带断网了')
  const own = async () => (await client.get('/api/v1/work-items/mine')).json.items
  await expect.poll(async () => (await own()).some((item: any) => item.state === 'offered'), { timeout: 20_000 }).toBe(true)
  await client.post(`/api/v1/work-offers/${(await own())[0].offer_id}/answers`)
  await visitor.until(() => visitor.chat.state === 'active', 'an agent')
  await visitor.sendFile('说明.txt', 'text/plain', 'no signal')
  for (const visibility of ['everyone', 'agents']) await client.post(`/api/v1/chats/${visitor.chat.id}/messages`, { client_id: visibility, text: '这就为您查看', visibility })
  const chat = (await client.get(`/api/v1/chats/${visitor.chat.id}`)).json
  return { chat: chat.id, contact: chat.contact_id }
}

// Whoever looks has had no page open meanwhile, so the visitor may have gone back to the queue: taken again.
async function keepInHand(client: Client) {
  await client.post('/api/v1/agent-states/mine/readiness', { ready: true, reason_id: null })
  const own = async () => {
    const [item] = (await client.get('/api/v1/work-items/mine')).json.items
    if (item?.state === 'offered') await client.post(`/api/v1/work-offers/${item.offer_id}/answers`)
    return item?.state
  }
  await expect.poll(own, { timeout: 40_000 }).toBe('in_hand')
}

// Somebody waits where nobody is asked, so that a clock runs.
async function promise(client: Client, centre: string, skill: string): Promise<{ level: string; clock: string }> {
  const queue = (await client.post('/api/v1/queues', queueFields(centre, '宽带专家', { stages: [{ after_seconds: 0, skills: [{ skill_id: skill, level: 10 }], teams: [] }] }))).json.id
  const figures = { target_seconds: 86_400, goal_percent: 90, warn_percent: 80, short_abandon_seconds: 0 }
  const calendar_id = (await client.all('/api/v1/calendars'))[0].id
  const level = await client.post('/api/v1/service-levels', { centre_id: centre, name: '办结', name_en: '', measure: 'handling', channel: 'webchat', queue_ids: [queue], ...figures, calendar_id, active: true })
  expect(level.status, level.text).toBe(201)
  const site = await client.post('/api/v1/chat-sites', siteFields(centre, queue, { name: '专家', silence_minutes: 1440 }))
  expect(site.status, site.text).toBe(201)
  await new Visitor(server, site.json.site_key).begin({ name: '陈晓明', phone: '13900139001' }, '光猫亮红灯')
  return { level: level.json.id, clock: (await client.all(`/api/v1/commitments?service_level_id=${level.json.id}`))[0].id }
}

// In parts, so that each stays a short test on a busy machine.
const parts = {
  organisation: (sample: Sample) => [
    '/',
    '/organisation',
    `/organisation/team/${sample.team}`,
    '/people',
    `/people/${sample.person}`,
    '/roles',
    `/roles/${sample.role}`,
  ],
  system: () => [
    '/api-keys',
    '/api-keys/new',
    '/sign-in-rules',
    '/audit',
    '/profile',
    '/password',
    '/no-such-page',
  ],
  customers: (sample: Sample) => [
    '/customers',
    `/customers/${sample.customer}`,
    `/customers/${sample.customer}/edit`,
    `/customers/${sample.customer}/merge/${sample.other}`,
    '/customers/imports',
    `/customers/imports/${sample.import}`,
    '/customers/fields',
    `/customers/fields/${sample.field}`,
  ],
  'agents and dictionaries': (sample: Sample) => [
    '/agents',
    `/agents/${sample.agent}`,
    '/agents/new',
    '/skills',
    `/skills/${sample.skill}`,
    '/dictionaries/dispositions',
    `/dictionaries/not_ready_reasons/${sample.entry}`,
  ],
  'chat sites and replies': (sample: Sample) => [
    '/chat-sites',
    `/chat-sites/${sample.site}`,
    '/chat-sites/new',
    '/canned-replies',
    `/canned-replies/${sample.reply}`,
    '/canned-replies/new',
  ],
  queues: (sample: Sample) => [
    '/queues',
    `/queues/${sample.queue}`,
    '/queues/new',
    `/queues/${sample.queue}/trial`,
  ],
  'voice flows': (sample: Sample) => [
    '/voice-flows',
    '/voice-flows/new',
    `/voice-flows/${sample.flow}`,
    `/voice-flows/${sample.flow}/emergency`,
    '/voice-prompts',
    `/voice-prompts/${sample.prompt}`,
    '/voice-prompts/new',
    '/voice-settings',
  ],
  calls: (sample: Sample) => [
    '/call-backs',
    '/voicemails',
    '/calls',
    `/queues/${sample.hotline}/voice`,
    '/recording-retentions',
    `/recording-retentions/${sample.kept}`,
    '/recording-retentions/new',
  ],
  'service levels': (sample: Sample) => [
    '/service-levels',
    `/service-levels/${sample.level}`,
    '/service-levels/new',
    '/service-levels/clocks',
    `/service-levels/clocks/${sample.clock}`,
  ],
  boards: (sample: Sample) => ['/overview', '/wallboard', '/board-thresholds', `/board-thresholds/${sample.boardThreshold}`, '/board-thresholds/new'],
  reports: (sample: Sample) => [
    '/reports',
    '/reports/queue_interval',
    '/reports/agent_day?period=today',
    '/reports/agent_state',
    '/reports/agent_state?tab=timeline',
    '/reports/channel_volume',
    '/reports/satisfaction',
    `/reports/queue_interval?view=${sample.view}`,
  ],
  lines: (sample: Sample) => [
    '/my-phone',
    '/lines/trunks',
    `/lines/trunks/${sample.trunk}`,
    '/lines/numbers',
    `/lines/numbers/${sample.number}`,
    '/lines/ways-out',
    `/lines/ways-out/${sample.way}`,
    '/lines/phones',
    `/lines/phones/${sample.desk}`,
    '/lines/relays',
    '/lines/callers',
    `/lines/callers/${sample.caller}`,
  ],
  monitoring: (sample: Sample) => [
    '/monitoring',
    `/monitoring/alarms/${sample.alarm}`,
    '/monitoring/past',
    '/monitoring/health',
    '/monitoring/health/0/disk_free',
    '/monitoring/thresholds',
    `/monitoring/thresholds/${sample.threshold}`,
    '/monitoring/channels',
    `/monitoring/channels/${sample.channel}`,
    '/monitoring/channels/new',
  ],
  'workspace and contacts': (sample: Sample) => ['/workspace', '/chats', `/chats/${sample.chat}`, '/contacts', `/contacts/${sample.contact}`, '/recordings', '/live-calls'],
  'calendars and wording': (sample: Sample) => [
    `/calendars/${sample.calendar}`,
    `/calendars/${sample.calendar}?tab=preview`,
    '/calendars/holidays?year=2026',
    '/wording',
    `/wording/${sample.rule}`,
    '/wording/try',
  ],
}

// What is on screen has come to rest: nothing is asked of the server, nothing loads, nothing moves, everything is painted.
const asked = new Set<unknown>()
async function settled(page: Page) {
  await expect.poll(() => asked.size, { timeout: 20_000 }).toBe(0)
  await page.locator('[aria-busy="true"], .skeleton-lines').first().waitFor({ state: 'detached' })
  // Rows out of sight are styled anew with the next frame.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity).map((one) => one.finished.catch(() => undefined))))
}

const faults: string[] = []
let colours = true
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
// Without another tab for every look: there are no frames to look into.
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
const seriousOf = async (builder: AxeBuilder) => (await builder.analyze()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
// What is seen twice counts: between two themes a busy machine may paint words of the one on the ground of the other.
async function ask(page: Page, builder: AxeBuilder, name: string) {
  let serious = await seriousOf(builder)
  if (serious.length > 0) {
    await settled(page)
    serious = await seriousOf(builder)
  }
  for (const { id, impact, nodes } of serious)
    faults.push(`${name}: ${id} (${impact}), ${nodes.length} times, first ${nodes[0]?.target.join(' ')}: ${nodes[0]?.failureSummary?.split('\n').slice(1).join(' ').trim()}`)
}
// All that axe knows in the light; of the dark, colours are all that differs.
async function look(page: Page, name: string) {
  await settled(page)
  if (!colours) return ask(page, axe(page).withTags(tags).disableRules(['color-contrast']), name)
  await ask(page, axe(page).withTags(tags), name)
  await page.emulateMedia({ colorScheme: 'dark' })
  await settled(page)
  await ask(page, axe(page).withRules(['color-contrast']), `${name} in the dark`)
  await page.emulateMedia({ colorScheme: 'light' })
}
test.afterEach(() => {
  expect(faults.splice(0)).toEqual([])
})

// By the console's own router, as its links do: without loading it again, and done when the page is there.
async function go(page: Page, path: string) {
  await page.evaluate((to) => {
    const app = (document.querySelector('#app') as any).__vue_app__
    return app.config.globalProperties.$router.push(to)
  }, path)
  expect(new URL(page.url()).pathname).toMatch(new RegExp(`^${path.split('?')[0]}$`))
}

// Signed in with this language, on a page whose requests are counted.
async function begin(browser: Browser, language: string): Promise<{ page: Page; sample: Sample; complaints: Complaints }> {
  test.slow()
  colours = language === 'zh-CN'
  const client = await admin(server)
  const sample = await shared(client)
  expect((await client.request('PUT', '/api/v1/session/preferences', { body: { language } })).status).toBeLessThan(300)
  const complaints = new Complaints()
  const page = await signIn(browser, server, complaints)
  await keepInHand(client)
  client.close()
  complaints.listen(page, true)
  asked.clear()
  page.on('request', (request) => asked.add(request))
  page.on('requestfinished', (request) => asked.delete(request))
  page.on('requestfailed', (request) => asked.delete(request))
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  return { page, sample, complaints }
}

const languages = ['zh-CN', 'en']
for (const language of languages)
  for (const [part, pagesOf] of Object.entries(parts))
    test(`axe finds nothing serious in ${language}: ${part}`, async ({ browser }) => {
      const { page, sample, complaints } = await begin(browser, language)
      for (const path of pagesOf(sample)) {
        await go(page, path)
        await look(page, path)
      }
      expect(complaints.take()).toEqual([])
    })

for (const language of languages)
  test(`axe finds nothing serious in ${language}: search, help, no rights, sign-in`, async ({ browser }) => {
    const { page, complaints } = await begin(browser, language)
    await go(page, '/customers')
    await page.keyboard.press('Control+k')
    await page.getByRole('listbox').waitFor()
    await look(page, 'command palette')
    await page.keyboard.press('Escape')
    await page.getByRole('listbox').waitFor({ state: 'hidden' })
    await page.locator('.own').focus()
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await look(page, 'shortcut help')
    await page.keyboard.press('Escape')
    // As somebody without rights.
    await page.route('**/api/v1/session/holder', async (route) => {
      const reply = await route.fetch()
      await route.fulfill({ response: reply, json: { session: { ...(await reply.json()).session, rights: [] } } })
    })
    await page.goto('/people')
    await page.locator('.own').waitFor()
    await look(page, 'forbidden')
    await page.unroute('**/api/v1/session/holder')
    await page.context().clearCookies()
    await page.goto('/sign-in')
    await page.locator('#password').waitFor()
    await look(page, 'sign-in')
    expect(complaints.take()).toEqual([])
  })

// Another page of the same browser, so of the same person.
async function another(page: Page, path: string): Promise<Page> {
  const second = await page.context().newPage()
  await second.goto(path)
  await second.locator('.own').waitFor()
  return second
}

for (const language of languages)
  test(`axe finds nothing serious in ${language}: windows over a page`, async ({ browser }) => {
    const { page, sample } = await begin(browser, language)
    const window = page.getByRole('dialog').last()
    const leave = async () => {
      await page.keyboard.press('Escape')
      await window.waitFor({ state: 'hidden' })
    }

    await go(page, '/workspace')
    await page.locator('.composer textarea').fill('/')
    await page.getByRole('option').first().waitFor()
    await look(page, 'canned replies')
    await page.locator('.composer textarea').fill(language === 'en' ? 'You must wait, I do not know' : '你必须等着，我不知道')
    await page.locator('.hints li').first().waitFor()
    await look(page, 'hints on wording')
    await page.locator('.composer textarea').fill('')
    await page.keyboard.press('Alt+s')
    await look(page, 'record')
    await page.keyboard.press('Alt+t')
    await window.waitFor()
    await look(page, 'transfer')
    await leave()
    await go(page, '/calendars/holidays?year=2026')
    for (const [button, name] of [['.holidays header button:last-of-type', 'a holiday'], ['.holidays header button:nth-last-of-type(2)', 'import of holidays']] as const) {
      await page.locator(button).click()
      await window.waitFor()
      await look(page, name)
      await leave()
    }
    await page.locator('.holidays tbody .more').first().click()
    await page.getByRole('menuitem').last().waitFor()
    await look(page, 'menu of a row')
    await page.getByRole('menuitem').last().click()
    await window.waitFor()
    await look(page, 'confirmation')
    await leave()

    // Two who edit one customer: the second sees both sides.
    await go(page, `/customers/${sample.customer}/edit`)
    const theirs = await another(page, `/customers/${sample.customer}/edit`)
    for (const [editor, note] of [[theirs, `${language}, theirs`], [page, `${language}, mine`]] as const) await editor.locator('[data-path="/note"] textarea').fill(note)
    await theirs.keyboard.press('Control+Enter')
    await theirs.waitForURL(`**/customers/${sample.customer}`)
    await theirs.close()
    await page.locator('[data-path="/note"] textarea').press('Control+Enter')
    await window.getByRole('radio').first().waitFor()
    await look(page, 'merge of two edits')
    await leave()
    await page.locator('.back').click()
    await window.waitFor()
    await look(page, 'question before leaving')
  })

for (const language of languages)
  test(`axe finds nothing serious in ${language}: the board as cards, with a choice`, async ({ browser }) => {
    const { page, complaints } = await begin(browser, language)
    await go(page, '/agents')
    await page.locator('.seat-row input').first().check()
    await look(page, 'the board with a choice')
    await page.locator('.views button').last().click()
    await page.locator('.seat-card').first().waitFor()
    await look(page, 'the board as cards')
    expect(complaints.take()).toEqual([])
  })

test('axe would find a fault', async ({ browser }) => {
  const page = await openPage(browser, server, new Complaints())
  await page.goto('/sign-in')
  await page.locator('#password').waitFor()
  await page.evaluate(() => document.querySelector('#password')!.after(document.createElement('button')))
  await look(page, 'sign-in')
  expect(faults.splice(0).join()).toContain('button-name (critical)')
})

let made: Promise<Sample> | null = null
const shared = (client: Client) => (made ??= fill(client))
