// Pictures of the console for README and docs: starts the built server in a folder of its own, fills it with a small
// organisation over the API, and photographs the pages; then boards and reports in a demo that lives. Everything in them
// is made up.
//   node tools/screenshots.mjs [TARGET] [--all]     default target: ../../docs/pictures; --all: every page, size, theme, language
import { chromium } from '@playwright/test'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import WebSocket from 'ws'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const isAll = process.argv.includes('--all')
const target = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? join(root, 'docs/pictures')
const program = process.env.YINGDA_BINARY ?? join(root, 'build/yingda')
const password = 'Picture-of-2026'
const folder = mkdtempSync(join(tmpdir(), 'yingda-pictures-'))

function started(server) {
  return new Promise((resolve, reject) => {
    let text = ''
    server.stdout.on('data', (piece) => {
      text += piece
      const found = /http:\/\/\S+:\d+/.exec(text)
      if (found) resolve(found[0])
    })
    server.on('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
}

// A session over the API, as the browser would have it.
class Caller {
  constructor(base) {
    this.base = base
    this.cookie = ''
  }
  async call(method, path, body, headers = {}) {
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: { origin: this.base, cookie: this.cookie, ...(body instanceof FormData || body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : body instanceof FormData ? body : JSON.stringify(body),
    })
    const cookie = response.headers.get('set-cookie')
    if (cookie) this.cookie = cookie.split(';')[0]
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 400)}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  get = (path) => this.call('GET', path)
  post = (path, body) => this.call('POST', path, body)
}

const FAMILY = [...'王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁']
const GIVEN = ['伟', '芳', '秀英', '敏', '静', '丽', '强', '磊', '洋', '勇', '晓彤', '杰', '娟', '涛', '明', '子轩', '桂英', '欣怡']
const STAGES = ['customer', 'prospect', 'customer', 'lead', 'customer', 'lapsed']
const TAGS = ['VIP', '宽带', '有线电视', '老年用户', '集团客户', '投诉未结', '回访']
const at = (list, index) => list[index % list.length]

async function fill(base) {
  const api = new Caller(base)
  const session = await api.post('/session', { user: 'admin', password })
  const root = session.centre_id
  const centre = (parent_id, level, name, code) => api.post('/centres', { parent_id, level, name, code, time_zone: 'Asia/Shanghai', language: 'zh-CN', active: true })
  const guangdong = await centre(root, 'province', '广东省客户服务中心', 'GD')
  const shanghai = await centre(root, 'province', '上海客户服务中心', 'SH')
  const guangzhou = await centre(guangdong.id, 'city', '广州分中心', 'GZ')
  const shenzhen = await centre(guangdong.id, 'city', '深圳分中心', 'SZ')
  const department = (centre_id, name, parent_id = null) => api.post('/departments', { centre_id, parent_id, name })
  const hotline = await department(guangzhou.id, '热线服务部')
  const online = await department(guangzhou.id, '在线渠道部')
  await department(guangzhou.id, '投诉处理部', hotline.id)
  const east = await department(shanghai.id, '热线服务部')
  const team = (place, name) => api.post('/teams', { centre_id: place.centre_id, department_id: place.id, name, leader_id: null })
  const teams = [await team(hotline, '甲班'), await team(hotline, '乙班'), await team(online, '微信微博组'), await team(east, '浦东一组')]
  const roles = (await api.get('/roles?limit=200')).items
  const role = (key) => (roles.find((one) => one.key === key) ?? roles[0]).id
  const people = []
  for (let index = 0; index < 28; index++) {
    const place = at(teams, index)
    const created = await api.post('/people', {
      centre_id: place.centre_id,
      department_id: place.department_id,
      team_id: place.id,
      login: `agent${101 + index}`,
      name: at(FAMILY, index * 7) + at(GIVEN, index * 5),
      number: String(2001 + index),
      phone: '',
      email: '',
      language: null,
      active: index % 13 !== 7,
      grants: [{ role_id: role(index % 9 === 0 ? 'supervisor' : 'agent'), scope: 'team' }],
      password: null,
    })
    people.push(created.person)
  }
  const skill = (name, name_en, description) => api.post('/skills', { name, name_en, description, active: true })
  const skills = [await skill('宽带报修', 'Broadband faults', '断网、测速、光猫'), await skill('账单咨询', 'Billing', '费用、发票、欠费'), await skill('粤语', 'Cantonese', '')]
  for (const [index, person] of people.filter((one) => one.active).slice(0, 14).entries())
    await api.post('/agents', { person_id: person.id, skills: skills.slice(0, 1 + (index % 3)).map(({ id }, at) => ({ skill_id: id, level: 9 - ((index + at) % 5) })), capacity: [], active: true })
  for (const [index, person] of people.filter((one) => one.active && one.grants.some((grant) => grant.role_id === role('agent'))).slice(0, 9).entries()) await work(api, base, person, index)
  await queues(api, guangzhou.id, skills, teams)
  await api.post('/roles', { name: 'VIP 客户专员', name_en: 'VIP care', rights: ['customers.view', 'customers.edit', 'customers.unmask'] })
  const field = (key, name, name_en, kind, position, choices = []) =>
    api.post('/customer-fields', { key, name, name_en, kind, choices, required: false, position, active: true })
  await field('contract_no', '合同号', 'Contract no.', 'text', 10)
  await field('source', '客户来源', 'Source', 'choice', 20, ['营业厅', '官网', '转介绍', '电话营销'])
  await field('member_day', '会员日', 'Member day', 'date', 30)
  const files = []
  for (let index = 0; index < 46; index++) {
    const isOrganisation = index % 9 === 4
    const place = at([guangzhou, shenzhen, shanghai], index)
    const identities = [{ id: '', kind: 'phone', value: `1380013${String(8000 + index * 37)}`, label: '', preferred: true, masked: false }]
    if (index % 3 === 0) identities.push({ id: '', kind: 'email', value: `user${index}@example.com`, label: '', preferred: false, masked: false })
    if (index % 4 === 0) identities.push({ id: '', kind: 'account', value: `8600${10000 + index}`, label: '有线电视', preferred: false, masked: false })
    files.push(
      await api.post('/customers', {
        centre_id: place.id,
        kind: isOrganisation ? 'organization' : 'person',
        stage: at(STAGES, index),
        name: isOrganisation ? `${at(['广州恒达', '深圳远景', '上海东方'], index)}${at(['物业管理', '网络科技'], index)}有限公司` : at(FAMILY, index * 3) + at(GIVEN, index),
        owner_id: people.find((person) => person.centre_id === place.id && person.active)?.id ?? null,
        note: index % 3 === 0 ? '上门前请先电话联系；家中有老人，语速放慢。' : '',
        tags: TAGS.filter((_, tag) => (index + tag * 3) % 5 === 0),
        identities,
        addresses: index % 2 ? [] : [{ label: '装机地址', region: '广东省 广州市 天河区', street: `天河路 ${index + 1} 号`, postcode: '510620' }],
        fields: { contract_no: `HT-2026-${1000 + index}`, source: at(['营业厅', '官网', '转介绍'], index) },
      }),
    )
  }
  const newest = files.at(-1)
  await api.call('PUT', `/customers/${newest.id}`, { ...(await fieldsOf(api, newest.id)), stage: 'customer', note: '客户希望周六上午上门，已登记。' }, { 'if-match': `"${newest.version}"` })
  await api.post(`/customers/${newest.id}/relations`, { other_id: files.at(-3).id, kind: 'family', note: '代缴费' })
  await importTable(api, guangzhou.id)
}

// The person's console is open, and the person works; every third has a break.
const consoles = []
async function work(api, base, person, index) {
  const { items: reasons } = await api.get('/dictionaries/not_ready_reasons/entries')
  const { password } = await api.post(`/people/${person.id}/password-resets`)
  const own = new Caller(base)
  await own.post('/session', { user: person.login, password })
  await own.post('/session/password', { old_password: password, new_password: 'Another-of-2026' })
  const live = new WebSocket(`${base.replace('http', 'ws')}/api/v1/live`, { headers: { cookie: own.cookie, origin: base } })
  consoles.push(live.on('error', () => undefined))
  await own.post('/agent-states/mine/sign-ins')
  await own.post('/agent-states/mine/readiness', index % 3 === 1 ? { ready: false, reason_id: at(reasons, index).id } : { ready: true, reason_id: null })
}

async function queues(api, centre_id, [broadband, billing, cantonese], [first, second]) {
  const queue = (name, name_en, more) =>
    api.post('/queues', {
      ...{ centre_id, name, name_en, channel: 'webchat', active: true, strategy: 'longest_idle', stages: [], calendar_id: null, emergency: false },
      ...{ priority_seconds: 0, offer_seconds: 15, missed_offers: 1, wrap_up_seconds: 30, most_waiting: 0, overflow_queue_id: null, overflow_seconds: 300 },
      ...more,
    })
  const stage = (after_seconds, skills, teams = []) => ({ after_seconds, skills: skills.map(([{ id }, level]) => ({ skill_id: id, level })), teams: teams.map(({ id }) => id) })
  const all = await queue('综合服务', 'General service', { most_waiting: 200 })
  const overflow = { overflow_queue_id: all.id }
  await queue('宽带报修', 'Broadband faults', { ...overflow, stages: [stage(0, [[broadband, 7]], [first]), stage(45, [[broadband, 5]], [first, second]), stage(120, [])] })
  await queue('账单与发票', 'Billing', { ...overflow, strategy: 'best_skilled', stages: [stage(0, [[billing, 6]])], priority_seconds: 60 })
  await queue('粤语专席（节假日与夜间值守）', 'Cantonese, holidays and nights', { strategy: 'least_busy', stages: [stage(0, [[cantonese, 5]])], emergency: true })
}

async function fieldsOf(api, id) {
  const { id: _, merged_into: __, version: ___, created_at: ____, updated_at: _____, ...fields } = await api.get(`/customers/${id}`)
  return fields
}

async function importTable(api, centreId) {
  const lines = ['客户姓名,联系电话,邮箱,标签,地址', '陈晓明,13900139001,chen@example.com,VIP,广州市天河区天河路 1 号', '李秀英,13900139002,,老年用户,广州市越秀区中山五路 33 号', '王强,电话不详,wang@example,宽带,', '赵敏,13900139004,zhao@example.com,,']
  const form = new FormData()
  form.set('centre_id', centreId)
  form.set('file', new Blob([lines.join('\r\n')], { type: 'text/csv' }), '集团客户清单.csv')
  await api.post('/customer-imports', form)
}

const open = {
  first: async (page, path) => {
    await page.goto(path)
    await page.locator('tbody [data-primary]').first().click()
  },
}
// name, how to get there, whether it stands in the documents
const PAGES = [
  ['overview', (page) => page.goto('/'), true],
  ['customers', (page) => page.goto('/customers'), true],
  ['customer', (page) => open.first(page, '/customers'), true],
  ['customer-new', (page) => page.goto('/customers/new')],
  ['imports', (page) => page.goto('/customers/imports')],
  ['import', (page) => open.first(page, '/customers/imports'), true],
  ['customer-fields', (page) => page.goto('/customers/fields')],
  ['customer-field', (page) => open.first(page, '/customers/fields')],
  ['organisation', (page) => page.goto('/organisation')],
  ['team', async (page) => { await page.goto('/organisation'); await page.locator('[role=treeitem].is-team').first().click() }, true],
  ['people', (page) => page.goto('/people')],
  ['person', (page) => open.first(page, '/people'), true],
  ['person-new', (page) => page.goto('/people/new')],
  ['roles', async (page) => { await page.goto('/roles'); await page.locator('.split nav a').nth(2).click() }, true],
  ['agents', (page) => page.goto('/agents')],
  ['agents-cards', async (page) => { await page.goto('/agents'); await page.locator('.views button').last().click(); await page.locator('.seat-card').first().waitFor(); await page.evaluate(() => localStorage.removeItem('yingda.board.view')) }],
  ['agent', async (page) => { await page.goto('/agents'); await page.locator('[data-primary]').first().click() }],
  ['queues', (page) => page.goto('/queues')],
  ['queue', (page) => open.first(page, '/queues')],
  ['queue-trial', async (page) => { await open.first(page, '/queues'); await page.waitForURL(/queues\/\d+/); await page.goto(`${page.url()}/trial`) }],
  ['queue-new', (page) => page.goto('/queues/new')],
  ['skills', (page) => page.goto('/skills')],
  ['dictionaries', (page) => page.goto('/dictionaries/dispositions')],
  ['dictionary-entry', async (page) => { await page.goto('/dictionaries/not_ready_reasons'); await page.locator('[role=treeitem]').first().click() }],
  ['calendar', (page) => page.goto('/calendars')],
  ['calendar-month', async (page) => { await page.goto('/calendars'); await page.locator('#tab-preview').click() }],
  ['calendar-new', (page) => page.goto('/calendars/new')],
  ['holidays', (page) => page.goto('/calendars/holidays')],
  ['language-rules', (page) => page.goto('/wording')],
  ['language-rule', (page) => open.first(page, '/wording')],
  ['language-try', async (page) => { await page.goto('/wording/try'); await page.locator('textarea').first().fill('我不知道，可能要等装维人员，尽快给您处理。') }],
  ['api-keys', (page) => page.goto('/api-keys')],
  ['api-key-new', (page) => page.goto('/api-keys/new')],
  ['audit', (page) => page.goto('/audit')],
  ['sign-in-rules', (page) => page.goto('/sign-in-rules')],
  ['profile', (page) => page.goto('/profile')],
  ['missing', (page) => page.goto('/no-such-page')],
  ['search', async (page) => { await page.goto('/'); await page.locator('.own').waitFor(); await page.keyboard.press('Control+k'); await page.locator('[role=combobox]:focus').waitFor(); await page.keyboard.type('王') }],
]
// Of the demo, which has two weeks behind it and people at work.
const settled = (page) => page.waitForTimeout(1500)
const LIVE_PAGES = [
  ['report', async (page) => { await page.goto('/reports/queue_interval?period=last_7_days&interval=day'); await page.locator('canvas').first().waitFor(); await settled(page) }, true],
  ['floor', async (page) => { await page.goto('/overview'); await page.locator('tbody tr').first().waitFor(); await settled(page) }, true],
  ['wallboard', async (page) => { await page.goto('/wallboard'); await page.locator('.tile').first().waitFor(); await settled(page) }, true],
  ['reports', (page) => page.goto('/reports')],
  ['report-figure', async (page) => { await page.goto('/reports/queue_interval?period=last_7_days&interval=day'); await page.locator('tfoot button.figure').nth(1).click(); await page.getByRole('dialog').getByRole('table').waitFor() }],
  ['report-timeline', async (page) => { await page.goto('/reports/agent_state?tab=timeline'); await settled(page) }],
  ['board-threshold', async (page) => { await page.goto('/board-thresholds'); await page.locator('[data-primary]').first().click() }],
  ['agents-at-work', (page) => page.goto('/agents')],
]
const SIZES = { small: { width: 1366, height: 768 }, large: { width: 1920, height: 1080 } }

async function photograph(browser, base, size, language, theme, wanted) {
  const context = await browser.newContext({ baseURL: base, viewport: SIZES[size], locale: language, colorScheme: theme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto('/sign-in')
  const suffix = isAll ? `.${size}.${language}.${theme}` : ''
  await page.locator('#user').waitFor()
  if (isAll) await page.screenshot({ path: join(target, `sign-in${suffix}.png`) })
  await page.fill('#user', 'admin')
  await page.fill('#password', password)
  await page.keyboard.press('Enter')
  await page.locator('.own').waitFor()
  await context.request.put('/api/v1/session/preferences', { data: { language }, headers: { origin: base } })
  const { person_id } = await (await context.request.get('/api/v1/session')).json()
  await page.evaluate((person) => localStorage.setItem('yingda.demo-tour', person), person_id) // the tour was seen
  for (const [name, go] of wanted) {
    await go(page)
    await page.waitForLoadState('networkidle')
    await page.waitForTimeout(500)
    await page.screenshot({ path: join(target, `${name}${suffix}.png`) })
  }
  await context.close()
}

function serve(name, ...words) {
  return spawn(program, ['serve', '--data', join(folder, name), '--http', '127.0.0.1:0', '--assets', root, ...words], {
    env: { ...process.env, YINGDA_ADMIN_PASSWORD: password },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function photographAll(browser, base, pages) {
  if (!isAll) return photograph(browser, base, 'small', 'zh-CN', 'light', pages.filter(([, , isShown]) => isShown))
  for (const size of Object.keys(SIZES)) for (const language of ['zh-CN', 'en']) for (const theme of ['light', 'dark']) await photograph(browser, base, size, language, theme, pages)
}

mkdirSync(target, { recursive: true })
const servers = []
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'],
})
try {
  servers.push(serve('data'))
  const base = await started(servers[0])
  await fill(base)
  await photographAll(browser, base, PAGES)
  servers.push(serve('demo', '--demo', '--demo-pace', '4'))
  const lively = await started(servers[1])
  await new Promise((done) => setTimeout(done, 150_000)) // until visitors and agents have been at it for a while
  await photographAll(browser, lively, LIVE_PAGES)
} finally {
  consoles.forEach((one) => one.terminate())
  await browser.close()
  servers.forEach((one) => one.kill('SIGTERM'))
  rmSync(folder, { recursive: true, force: true })
}
