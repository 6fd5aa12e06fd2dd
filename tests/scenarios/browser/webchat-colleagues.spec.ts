// More than one of the centre in a chat, and how an agent who looks elsewhere is called to it.
import type { Page } from '@playwright/test'
import { accept, box, chatGround, expect, log, PASSWORD } from '../support/chat_ground.ts'
import { enter, test } from '../support/console.ts'
import type { Visitor } from '../support/visitor.ts'

const ground = chatGround()

// All that a visitor is ever told of a chat: over the socket, and when asked for again.
async function toldTo(visitor: Visitor): Promise<string> {
  const again = await visitor.call('GET', `/chats/${visitor.chat.id}/messages?after=0&limit=100`)
  expect(again.json.items.length).toBeGreaterThan(0)
  return JSON.stringify([visitor.messages, again.json.items, visitor.chat])
}

test('a colleague who is asked sees the chat and writes what only agents see; the visitor notices nothing', async ({ browser }) => {
  await ground.state('fang', true)
  await ground.state('xu', false)
  const fang = await ground.open(browser, '/workspace', 'fang')
  const xu = await ground.open(browser, '/workspace', 'xu')
  const visitor = ground.visitor()
  await visitor.begin({ name: '赵敏' }, '路由器一直闪红灯')
  await accept(fang)

  await fang.keyboard.press('Alt+c')
  const window = fang.getByRole('dialog', { name: '请同事协助' })
  await expect(window.getByRole('option', { name: /许文静/ })).toBeVisible()
  await window.getByLabel('留言').fill('红灯是什么意思')
  await fang.keyboard.press('Control+Enter')
  await expect(fang.getByText('已邀请 许文静')).toBeVisible()

  // Beside the own work, which is none.
  await xu.locator('.entry.is-side .open').click()
  await expect(log(xu)).toContainText('路由器一直闪红灯')
  await expect(log(xu).locator('.is-inner')).toContainText(['红灯是什么意思'])
  await expect(fang.locator('.conversation header')).toContainText('许文静 (协助)')
  await expect(box(xu)).toHaveCount(0)
  await xu.getByLabel('内部消息').fill('光信号丢失，请报修')
  await xu.keyboard.press('Enter')
  await expect(log(fang).locator('.is-inner')).toContainText(['红灯是什么意思', '光信号丢失，请报修'])
  await box(fang).fill('已为您报修，两小时内上门。')
  await fang.keyboard.press('Enter')
  await visitor.hears('已为您报修')
  await visitor.say('好的，谢谢')
  await expect(log(xu)).toContainText('好的，谢谢')

  await xu.getByRole('button', { name: '离开' }).click()
  await expect(xu.locator('.entry')).toHaveCount(0)
  await expect(fang.locator('.conversation header')).not.toContainText('许文静')
  await expect(fang.locator('.entry.is-hand')).toContainText('赵敏')

  // What was said afterwards has come, so what was said before would have, too.
  await box(fang).fill('还有别的可以帮您吗？')
  await fang.keyboard.press('Enter')
  await visitor.hears('还有别的可以帮您吗')
  const told = await toldTo(visitor)
  expect(told).toContain('好的，谢谢')
  for (const kept of ['红灯是什么意思', '光信号丢失', '许文静']) expect(told).not.toContain(kept)
  await ground.finish('fang', visitor)
  visitor.leave()
})

test('a supervisor takes a chat over, answers, ends it and writes it up; the first agent is free again', async ({ browser }) => {
  await ground.state('fang', true)
  await ground.state('leader', false)
  const fang = await ground.open(browser, '/workspace', 'fang')
  const visitor = ground.visitor()
  await visitor.begin({ name: '钱多多' }, '我要找你们领导')
  await accept(fang)
  await visitor.until(() => visitor.chat.agent?.name === '方小安', 'the first agent')

  const leader = await ground.open(browser, '/chats?state=active', 'leader')
  await leader.getByRole('link', { name: '钱多多' }).click()
  await leader.getByRole('dialog', { name: '钱多多' }).getByRole('button', { name: '接管' }).click()
  await leader.getByRole('dialog', { name: '接管这个会话？' }).getByRole('button', { name: '接管', exact: true }).click()
  await expect(leader).toHaveURL(/\/workspace/)
  await expect(leader.locator('.entry.is-hand')).toContainText('钱多多')
  await expect(log(leader)).toContainText('我要找你们领导')
  await visitor.until(() => visitor.chat.agent?.name === '何班长', 'the supervisor')

  // Nothing is left in the first one's hands, not even something to write up.
  await expect(fang.locator('.entry')).toHaveCount(0)
  await expect(fang.getByText('等待新的会话')).toBeVisible()
  const own = await ground.caller('fang')
  expect((await own.get('/api/v1/work-items/mine')).json.items).toEqual([])
  expect((await own.post(`/api/v1/chats/${visitor.chat.id}/ends`)).status).not.toBe(200)
  own.close()
  expect(visitor.chat.state).toBe('active')
  const next = ground.visitor()
  await next.begin({ name: '孙小圣' }, '想查话费')
  await expect(fang.locator('.entry.is-offer')).toContainText('孙小圣')
  await accept(fang)

  await box(leader).fill('我是班长，这件事由我负责。')
  await leader.keyboard.press('Enter')
  await visitor.hears('由我负责')
  await leader.keyboard.press('Alt+e')
  await leader.getByRole('button', { name: '发送并结束' }).click()
  await visitor.until(() => visitor.chat.state === 'ended', 'the end')
  await expect(leader.locator('.entry.is-wrap_up')).toContainText('钱多多')
  await leader.keyboard.press('Alt+w')
  await leader.getByRole('button', { name: '仍然完成' }).click()
  await expect(leader.locator('.entry')).toHaveCount(0)
  await ground.finish('fang', next)
  visitor.leave()
  next.leave()
})

// What the page does to be noticed: tones that began, notices of the browser, and every title it had.
interface Calls {
  tones: number[]
  notices: { title: string; body: string }[]
  titles: string[]
}
declare global {
  interface Window {
    calls: Calls
  }
}
function listen() {
  const calls: Calls = { tones: [], notices: [], titles: [] }
  window.calls = calls
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (...words) {
    if (this.context.state === 'running') calls.tones.push(this.frequency.value)
    return start.apply(this, words)
  }
  window.Notification = class extends Notification {
    constructor(title: string, options: NotificationOptions = {}) {
      super(title, options)
      calls.notices.push({ title, body: options.body ?? '' })
    }
  }
  addEventListener('DOMContentLoaded', () => new MutationObserver(() => calls.titles.push(document.title)).observe(document.head, { childList: true, characterData: true, subtree: true }))
}
// A page of this browser always has the focus, so it is told otherwise.
const look = (page: Page, isLooking: boolean) =>
  page.evaluate((isLooking) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => !isLooking })
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (isLooking ? 'visible' : 'hidden') })
    document.hasFocus = () => isLooking
    document.dispatchEvent(new Event('visibilitychange'))
    window.dispatchEvent(new Event(isLooking ? 'focus' : 'blur'))
    return document.title
  }, isLooking)
const calls = (page: Page) => page.evaluate(() => window.calls)

test('who looks elsewhere is called by a sound, the title and a notice, and is left alone while looking', async ({ browser }) => {
  await ground.state('fang', true)
  const context = await browser.newContext({ baseURL: ground.server.url, locale: 'zh-CN', viewport: { width: 1366, height: 768 }, permissions: ['notifications'] })
  const fang = await context.newPage()
  ground.complaints.listen(fang)
  await fang.addInitScript(listen)
  await fang.goto('/workspace')
  await enter(fang, 'fang', PASSWORD)
  await expect(fang.getByText('等待新的会话')).toBeVisible()
  await fang.getByRole('button', { name: '桌面通知' }).click()
  await expect(fang.getByRole('button', { name: '桌面通知' })).toHaveAttribute('aria-pressed', 'true')
  await expect(fang.getByText('点击页面后有声音')).toHaveCount(0)
  const plain = await fang.title()

  await look(fang, false)
  const visitor = ground.visitor()
  await visitor.begin({ name: '周小川' }, '账单看不懂')
  await expect(fang).toHaveTitle('新的会话等待接听')
  await expect.poll(() => calls(fang).then(({ tones }) => tones)).toEqual([660, 880, 660, 880])
  await expect.poll(() => calls(fang).then(({ notices }) => notices)).toEqual([{ title: '新的会话等待接听', body: '在线客服' }])
  // It tells by turns what calls and what the page is.
  await expect(fang).toHaveTitle(plain)

  // Looked at, it is calm at once; what is said on screen calls nobody.
  expect(await look(fang, true)).toBe(plain)
  await accept(fang)
  await fang.evaluate(() => (window.calls.titles.length = 0))
  await visitor.say('是上个月的')
  await expect(log(fang)).toContainText('是上个月的')
  expect(await calls(fang)).toMatchObject({ tones: [660, 880, 660, 880], titles: [] })

  // Away again: the visitor's words call by another sound, and their writer's name.
  await look(fang, false)
  await visitor.say('还在吗')
  await expect(fang).toHaveTitle('周小川 发来消息')
  await expect.poll(() => calls(fang).then(({ tones }) => tones.slice(4))).toEqual([740])
  await expect.poll(() => calls(fang).then(({ notices }) => notices.slice(1))).toEqual([{ title: '周小川 发来消息', body: '还在吗' }])

  // Muted, only the sound is missing.
  await look(fang, true)
  await fang.getByRole('button', { name: '提示音' }).click()
  await look(fang, false)
  await visitor.say('有人吗')
  await expect(fang).toHaveTitle('周小川 发来消息')
  await expect.poll(() => calls(fang).then(({ notices }) => notices.length)).toBe(3)
  expect((await calls(fang)).tones).toHaveLength(5)
  await ground.finish('fang', visitor)
  visitor.leave()
})
