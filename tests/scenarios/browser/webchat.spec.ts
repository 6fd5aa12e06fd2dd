// A chat from the web site to the customer's timeline: visitors by their own calls and socket, agents and a supervisor
// in browsers.
import { accept, box, chatGround, expect, log, PASSWORD } from '../support/chat_ground.ts'
import { cutOff, signIn, test } from '../support/console.ts'
import { Server } from '../support/program.ts'
import { Wire } from '../support/wire.ts'

const ground = chatGround()

test('a chat is offered, answered, transferred, watched, written up, rated, and stands once on the timeline', async ({ browser }) => {
  test.slow()
  const fang = await ground.open(browser, '/', 'fang')
  await expect(fang).toHaveURL(/\/workspace$/)
  await fang.getByRole('button', { name: '签入并示闲' }).click()
  await expect(fang.getByText('等待新的会话')).toBeVisible()

  // Offered with what was said, answered by a key.
  const visitor = ground.visitor()
  await visitor.begin({ name: '王建国', phone: '13900139001' }, '我家宽带断网了')
  await expect(fang.locator('.entry.is-offer')).toContainText('王建国')
  await expect(fang.getByRole('timer').first()).toBeVisible()
  await accept(fang)
  await expect(log(fang)).toContainText('我家宽带断网了')
  await visitor.until(() => visitor.chat.state === 'active', 'an agent')
  expect(visitor.chat.agent.name).toBe('方小安')

  // A canned reply by "/": what is known is filled in.
  await box(fang).pressSequentially('/hi')
  await expect(fang.getByRole('option', { name: /开场白/ })).toBeVisible()
  await fang.keyboard.press('Enter')
  await expect(box(fang)).toHaveValue(/^您好，王建国，工号\d+为您服务/)
  await fang.keyboard.press('Enter')
  await visitor.hears('工号')
  await expect(log(fang).getByTitle('已送达').first()).toBeVisible()
  visitor.read()
  await expect(log(fang).getByTitle('已读').first()).toBeVisible()

  // Words that are not said are pointed out, and better ones taken over by a key.
  await box(fang).fill('这个我不知道。')
  await expect(fang.getByRole('list', { name: '用语提醒' })).toContainText('服务忌语')
  await fang.keyboard.press('Alt+Enter')
  await expect(box(fang)).not.toHaveValue(/不知道/)
  await box(fang).fill('马上为您核实，十分钟内答复。')
  await fang.keyboard.press('Enter')
  await visitor.hears('马上为您核实')

  // Files both ways; typing is seen.
  await visitor.sendFile('截图.txt', 'text/plain', 'no signal\n')
  await expect(log(fang).getByRole('link', { name: /截图.txt/ })).toBeVisible()
  await fang.locator('.composer input[type=file]').setInputFiles({ name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('restart the box\n') })
  await visitor.until(() => visitor.messages.some((message) => message.file?.name === '说明.txt'), 'the file')
  expect(await visitor.fileStatus(visitor.messages.find((message) => message.file?.name === '说明.txt').file.id)).toBe(200)
  visitor.types()
  await expect(fang.locator('.typing')).toBeVisible()

  // The customer is made of the visitor's answers and linked.
  await fang.getByRole('button', { name: '新建客户档案' }).click()
  const drawer = fang.getByRole('dialog', { name: '新建客户' })
  await expect(drawer.getByRole('textbox', { name: '姓名', exact: true })).toHaveValue('王建国')
  await drawer.getByRole('button', { name: '新建', exact: true }).click()
  await expect(fang.getByRole('link', { name: '王建国' })).toBeVisible()

  // Transferred to the second agent, with a note that the visitor does not see.
  const xu = await ground.open(browser, '/', 'xu')
  await xu.getByRole('button', { name: '签入并示闲' }).click()
  await expect(xu.getByText('等待新的会话')).toBeVisible()
  await fang.keyboard.press('Alt+t')
  const transfer = fang.getByRole('dialog', { name: '转接会话' })
  await expect(transfer.getByRole('option', { name: /许文静/ })).toBeVisible()
  await transfer.getByLabel('查找队列、座席').fill('许')
  await transfer.getByLabel('留言').fill('已核实光猫，请查线路')
  await fang.keyboard.press('Control+Enter')
  await expect(fang.getByText('已转给 许文静')).toBeVisible()
  await expect(fang.locator('.entry')).toHaveCount(0)
  await accept(xu)
  await expect(log(xu)).toContainText('已核实光猫，请查线路')
  await expect(log(xu)).toContainText('我家宽带断网了')
  expect(visitor.messages.some(({ text }) => text.includes('已核实光猫'))).toBe(false)

  // The supervisor finds it among the running ones, reads along and whispers.
  const leader = await ground.open(browser, '/chats?state=active', 'leader')
  await leader.getByRole('link', { name: '王建国' }).click()
  const panel = leader.getByRole('dialog', { name: '王建国' })
  await expect(panel).toContainText('我家宽带断网了')
  await panel.getByRole('button', { name: '旁听' }).click()
  await expect(leader).toHaveURL(/\/workspace$/)
  await expect(log(leader)).toContainText('已核实光猫，请查线路')
  await leader.getByLabel('内部消息').fill('先安抚，再报故障单号')
  await leader.keyboard.press('Enter')
  await expect(log(xu).locator('.is-inner')).toContainText(['已核实光猫', '先安抚，再报故障单号'])
  await box(xu).fill('已为您登记，今天18点前修复。')
  await xu.keyboard.press('Enter')
  await visitor.hears('已为您登记')
  await expect(log(leader)).toContainText('已为您登记')
  expect(visitor.messages.some(({ text }) => text.includes('先安抚'))).toBe(false)
  await leader.getByRole('button', { name: '离开' }).click()
  await expect(leader.locator('.entry')).toHaveCount(0)

  // Ended; closing words were offered on the way. Written up with a disposition.
  await xu.keyboard.press('Alt+e')
  await xu.getByRole('button', { name: '发送并结束' }).click()
  await visitor.until(() => visitor.chat.state === 'ended', 'the end')
  await expect(xu.getByText('整理剩余').first()).toBeVisible()
  await xu.getByRole('button', { name: '延长' }).click()
  await expect(xu.getByRole('button', { name: '延长' })).toHaveCount(0)
  await xu.keyboard.press('Alt+w')
  await xu.getByRole('button', { name: '去填写' }).click()
  await xu.getByRole('combobox', { name: '小结分类' }).click()
  await xu.getByRole('combobox', { name: '小结分类' }).pressSequentially('断网')
  await xu.locator('.el-select-dropdown__item:visible').first().click()
  await xu.getByRole('textbox', { name: '备注' }).fill('报修已登记')
  await xu.keyboard.press('Alt+w')
  await expect(xu.locator('.entry')).toHaveCount(0)
  await visitor.rate(5, '很快')

  // On the customer's timeline, once, with all of it.
  await leader.goto('/customers')
  await leader.getByRole('link', { name: '王建国' }).click()
  const timeline = leader.getByRole('list', { name: '往来记录' })
  await expect(timeline.getByRole('listitem').filter({ hasText: '已处理' })).toHaveCount(1)
  await expect(timeline).toContainText('5 星')
  await expect(timeline).toContainText('报修已登记')
  await timeline.getByRole('button').first().click()
  for (const said of ['我家宽带断网了', '已为您登记，今天18点前修复。', '先安抚，再报故障单号']) await expect(timeline.getByText(said, { exact: true })).toHaveCount(1)
  await timeline.getByRole('link', { name: '打开联络记录' }).click()
  await expect(leader.getByRole('heading', { name: /的联络/ })).toBeVisible()
  await expect(leader.getByText('为什么分给他')).toBeVisible()
  await expect(leader.locator('.segments li').filter({ hasText: '许文静' }).first()).toBeVisible()
  visitor.leave()
})

test('two tabs of one agent stay in step, and the wait for the server loses and doubles nothing', async ({ browser }) => {
  await ground.state('fang', true)
  const first = await ground.open(browser, '/workspace', 'fang')
  const second = await first.context().newPage()
  ground.complaints.listen(second)
  await second.goto('/workspace')
  const visitor = ground.visitor()
  await visitor.begin({ name: '李秀英' }, '想改套餐')
  await expect(first.locator('.entry.is-offer')).toBeVisible()
  await expect(second.locator('.entry.is-offer')).toBeVisible()
  await first.bringToFront()
  await accept(first)
  await expect(second.locator('.entry.is-hand')).toContainText('李秀英')
  await second.locator('.entry.is-hand .open').click()
  await box(second).fill('您好，这里是客服')
  await second.keyboard.press('Enter')
  await expect(log(first).getByText('您好，这里是客服', { exact: true })).toHaveCount(1)
  await second.close()

  // The server is away: what is written waits, what is begun stays.
  await cutOff(first)
  const port = ground.server.port
  const place = ground.server.place
  await ground.server.stop()
  await expect(first.getByText('与服务器的连接断开')).toBeVisible()
  await expect(first.locator('.entry.is-hand')).toContainText('李秀英')
  await box(first).fill('断线时写的话')
  await first.keyboard.press('Enter')
  await expect(first.locator('.outgoing')).toContainText('断线时写的话')
  await box(first).fill('写了一半')
  ground.server = await Server.start({ ...place, listen: ['--http', `127.0.0.1:${port}`] })
  await first.context().setOffline(false)
  await expect(first.locator('.outgoing')).toHaveCount(0, { timeout: 60_000 })
  await expect(log(first).getByText('断线时写的话', { exact: true })).toHaveCount(1)
  await expect(first.getByText('与服务器的连接断开')).toHaveCount(0)
  await expect(box(first)).toHaveValue('写了一半')

  // And over a reload.
  await first.reload()
  await expect(box(first)).toHaveValue('写了一半')
  await expect(log(first).getByText('断线时写的话', { exact: true })).toHaveCount(1)
  const messages = (await visitor.call('GET', `/chats/${visitor.chat.id}/messages?after=0&limit=50`)).json.items
  expect(messages.filter(({ text }: any) => text === '断线时写的话')).toHaveLength(1)
  await ground.finish('fang', visitor)
})

test('an agent without a network for thirty seconds gives the visitor back to the head of the queue and loses no word', async ({ browser }) => {
  test.slow()
  await ground.state('fang', true)
  const wire = await Wire.to(ground.server.url)
  const fang = await signIn(browser, { url: wire.url } as Server, ground.complaints, '/workspace', 'fang', PASSWORD)
  const visitor = ground.visitor()
  await visitor.begin({ name: '孙磊' }, '机顶盒黑屏')
  await expect(fang.locator('.entry.is-offer')).toContainText('孙磊')
  await accept(fang)
  await box(fang).fill('您好，请稍等')
  await fang.keyboard.press('Enter')
  await visitor.hears('您好，请稍等')
  await box(fang).fill('写了一半')

  wire.cut()
  await visitor.say('还在吗')
  await expect(fang.getByText('与服务器的连接断开')).toBeVisible() // though the browser believes in its connection
  await fang.waitForTimeout(30_000) // as long as a lift or a tunnel
  await visitor.until(() => visitor.chat.state === 'waiting', 'the place in the queue')
  expect(visitor.chat.position).toBe(1)

  wire.mend()
  await expect(fang.locator('.entry.is-offer')).toContainText('孙磊', { timeout: 40_000 })
  await accept(fang)
  await expect(box(fang)).toHaveValue('写了一半')
  for (const said of ['机顶盒黑屏', '您好，请稍等', '还在吗']) await expect(log(fang).getByText(said, { exact: true })).toHaveCount(1)
  await box(fang).fill('回来了')
  await fang.keyboard.press('Enter')
  await visitor.hears('回来了')
  expect(visitor.messages.filter(({ text }) => text === '您好，请稍等')).toHaveLength(1)
  ground.complaints.take() // the browser says that there was no network
  await ground.finish('fang', visitor)
  wire.close()
})

test('the console can be installed, and says when the server is out of reach', async ({ browser }) => {
  const page = await ground.open(browser, '/', 'leader')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  const devtools = await page.context().newCDPSession(page)
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  // Whether the window is private or not says nothing about the console.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
  const kept = await page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat())
  expect(kept.sort()).toEqual(['/favicon.svg', '/offline.css', '/offline.html', '/offline.js'])
  await page.reload() // now the worker has the page
  await page.locator('.own').waitFor()
  await cutOff(page)
  await page.goto('/customers')
  await expect(page.getByRole('heading', { name: '连接不上服务器' })).toBeVisible()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: /重试/ }).click()
  await expect(page.locator('.own')).toBeVisible()
})
