// A visitor's story told against a centre whose line can be cut.
import { beforeEach, describe, expect, it } from 'vitest'
import { widget as chinese } from '@messages/zh-CN/widget.json'
import { MemoryKeep, type Keep } from '../chat/keep'
import { visitOf, type Visit } from '../chat/visit'
import { language, learn } from '../chat/words'
import { FakeCentre } from './fake_centre'

let centre: FakeCentre
let keep: MemoryKeep
let now: number
let ids: number
let tasks: { at: number; task: () => void }[]
let arrived: string[]

// Lets everything happen that is due within so many milliseconds.
async function pass(ms: number): Promise<void> {
  const end = now + ms
  for (;;) {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    const next = tasks.sort((a, b) => a.at - b.at)[0]
    if (!next || next.at > end) break
    tasks.shift()
    now = Math.max(now, next.at)
    next.task()
  }
  now = end
  await new Promise((resolve) => setTimeout(resolve, 0))
}

function visitOn(storage: Keep): Visit {
  const later = (task: () => void, ms: number) => {
    const entry = { at: now + ms, task }
    tasks.push(entry)
    return () => void (tasks = tasks.filter((other) => other !== entry))
  }
  return visitOf(
    { siteKey: 'KEY', keep: storage, ways: centre.ways, openSocket: centre.open, later, now: () => now, random: () => 0.5, newId: () => `id${(ids += 1)}`, language, page: () => ({ url: 'https://x.example/', title: 'X' }) },
    { changed: () => undefined, draftChanged: () => undefined, arrived: (message) => arrived.push(message.text) },
  )
}

async function chatting(text = ''): Promise<Visit> {
  const visit = visitOn(keep)
  await visit.start()
  visit.form.phone = '13900139001'
  void visit.begin(text)
  await pass(10)
  centre.update({ state: 'active', agent: { name: '方小安', number: '1024' } })
  return visit
}
const shown = (visit: Visit) => visit.timeline.messages.map((message) => message.text)

beforeEach(() => {
  learn('zh-CN', chinese)
  centre = new FakeCentre()
  keep = new MemoryKeep()
  now = 0
  ids = 0
  tasks = []
  arrived = []
})

describe('beginning', () => {
  it('sends nothing while an answer is missing or wrong', async () => {
    const visit = visitOn(keep)
    await visit.start()
    await visit.begin('有问题')
    expect([...visit.formFaults.keys()]).toEqual(['phone'])
    visit.form.phone = 'abc'
    await visit.begin('有问题')
    expect(visit.formFaults.get('phone')).toBe(chinese.fault_phone)
    expect(centre.calls).toEqual(['POST /sessions'])
  })

  it('begins one chat when the answer was lost and the same is sent again', async () => {
    const visit = visitOn(keep)
    await visit.start()
    visit.form.phone = '13900139001'
    centre.losesReplies = 1
    void visit.begin('断网了')
    await pass(10)
    expect(visit.isCut).toBe(true)
    await pass(2_000)
    expect(visit.screen).toBe('chat')
    expect(shown(visit)).toEqual(['断网了'])
  })

  it.each(['closed', 'emergency', 'full', 'inactive'] as const)('offers to leave a message when the queue is %s', async (admission) => {
    const visit = visitOn(keep)
    await visit.start()
    visit.form.phone = '13900139001'
    centre.admission = admission
    await visit.begin('在吗')
    expect([visit.screen, visit.session?.admission]).toEqual(['closed', admission])
    await visit.leaveMessage('请回电')
    expect(visit.screen).toBe('left')
    expect(centre.offline).toHaveLength(1)
  })

  it('shows the fault of the server at its field', async () => {
    const visit = visitOn(keep)
    await visit.start()
    visit.form.phone = '13900139001'
    centre.refuses = { status: 422, error: { code: 'invalid', message: '有误', faults: [{ path: '/form/phone', code: 'x', message: '号码停用' }] } }
    await visit.begin('在吗')
    expect(visit.formFaults.get('phone')).toBe('号码停用')
    expect(visit.screen).toBe('welcome')
  })

  it('says so when the server is away, and comes up by itself', async () => {
    const visit = visitOn(keep)
    centre.down()
    await visit.start()
    expect(visit.screen).toBe('unreachable')
    centre.up()
    await pass(1_000)
    expect(visit.screen).toBe('welcome')
  })

  it('finds the open chat again after a reload', async () => {
    await chatting('在吗')
    const again = visitOn(keep)
    await again.start()
    await pass(10)
    expect([again.screen, ...shown(again)]).toEqual(['chat', '在吗'])
  })
})

describe('writing', () => {
  it('loses and repeats nothing over a cut, and keeps the order', async () => {
    const visit = await chatting()
    visit.send('一')
    await pass(10)
    centre.down()
    visit.send('二')
    visit.send('三')
    await pass(30_000)
    expect(visit.isCut).toBe(true)
    expect(visit.outbox.of('c1').map((entry) => entry.text)).toEqual(['二', '三'])
    centre.up()
    centre.add({ text: '您好' })
    await pass(15_000)
    expect(visit.isCut).toBe(false)
    expect(centre.texts()).toEqual(['一', '您好', '二', '三'])
    expect(shown(visit)).toEqual(['一', '您好', '二', '三'])
    expect(visit.outbox.all()).toEqual([])
  })

  it('sends again what got through without an answer, and it counts once', async () => {
    const visit = await chatting()
    centre.losesReplies = 1
    visit.send('一')
    await pass(10_000)
    expect(centre.texts()).toEqual(['一'])
    expect(visit.outbox.all()).toEqual([])
  })

  it('does not skip what another wrote before an own message that was confirmed first', async () => {
    const visit = await chatting()
    const [socket] = centre.sockets
    centre.sockets.clear() // the line is dead, nobody knows yet
    centre.add({ text: '请稍等' })
    visit.send('好的')
    await pass(10)
    expect(shown(visit)).toEqual(['好的'])
    socket!.onclose?.({ code: 1006 })
    await pass(2_000)
    expect(shown(visit)).toEqual(['请稍等', '好的'])
  })

  it('comes back after a restart of the server', async () => {
    const visit = await chatting()
    centre.down(1012)
    centre.up()
    await pass(1_000)
    centre.add({ text: '我回来了' })
    expect(shown(visit)).toEqual(['我回来了'])
    expect(centre.opened).toHaveLength(2)
  })

  it('notices a line that died without a word', async () => {
    const visit = await chatting()
    centre.sockets.clear()
    centre.add({ text: '在吗' })
    await pass(20_000)
    expect(shown(visit)).toEqual([])
    await pass(10_000)
    expect(shown(visit)).toEqual(['在吗'])
    expect(centre.opened).toHaveLength(2)
  })

  it('keeps a line on which there is nothing to say', async () => {
    const visit = await chatting()
    for (let beat = 0; beat < 10; ++beat) {
      for (const socket of centre.sockets) socket.say({ kind: 'beat' })
      await pass(10_000)
    }
    expect(centre.opened).toHaveLength(1)
    expect(visit.isCut).toBe(false)
  })

  it('outlives a reload with what was not sent', async () => {
    const visit = await chatting()
    centre.down()
    visit.send('没有发出去')
    await pass(10)
    tasks = []
    centre.up()
    await visitOn(keep).start()
    await pass(10_000)
    expect(centre.texts()).toEqual(['没有发出去'])
  })

  it('keeps what a chat that ended did not take, as the draft of the next', async () => {
    const visit = await chatting()
    centre.down()
    visit.send('还有一个问题')
    Object.assign(centre.chat!, { state: 'ended', ended_by: 'agent' })
    await pass(10)
    centre.up()
    await pass(15_000)
    expect(visit.outbox.refusalOf(visit.outbox.of('c1')[0]!.client_id)).not.toBeNull()
    await visit.startNew()
    expect([visit.screen, visit.draft]).toEqual(['welcome', '还有一个问题'])
  })

  it('refuses a file that is too large before it is sent', async () => {
    const visit = await chatting()
    visit.sendFile(new File([new Uint8Array(1001)], 'a.bin'), null)
    visit.sendFile(new File(['x'], 'b.txt'), null)
    await pass(10)
    expect(visit.uploads.all.map((one) => [one.file.name, one.state])).toEqual([['a.bin', 'refused']])
    expect(centre.messages.map((message) => message.file?.name)).toEqual(['b.txt'])
  })

  it('sends a file after the cut that was chosen during it', async () => {
    const visit = await chatting()
    centre.down()
    visit.sendFile(new File(['x'], 'b.txt'), null)
    await pass(5_000)
    centre.up()
    await pass(15_000)
    expect(centre.messages.map((message) => message.file?.name)).toEqual(['b.txt'])
    expect(visit.uploads.all).toEqual([])
  })
})

describe('reading', () => {
  it('counts as unread what came while nobody looked, until it was seen', async () => {
    const visit = await chatting()
    visit.setAttending(false)
    const message = centre.add({ text: '在吗', at: new Date(now).toISOString() })
    expect([visit.unread, visit.firstUnread, arrived]).toEqual([1, message.seq, ['在吗']])
    visit.setAttending(true)
    visit.seen()
    expect(visit.unread).toBe(0)
    expect([...centre.sockets][0]!.heard.at(-1)).toEqual({ op: 'read', seq: message.seq })
  })

  it('shows that the agent types for four seconds', async () => {
    const visit = await chatting()
    for (const socket of centre.sockets) socket.say({ kind: 'typing' })
    expect(visit.isAgentTyping).toBe(true)
    await pass(4_001)
    expect(visit.isAgentTyping).toBe(false)
  })

  it('tells of typing at most every two seconds', async () => {
    const visit = await chatting()
    await pass(5_000)
    for (const wait of [0, 500, 2_000]) {
      await pass(wait)
      visit.typing()
    }
    expect([...centre.sockets][0]!.heard.filter((op) => op.op === 'typing')).toHaveLength(2)
  })
})

describe('the end', () => {
  it('asks how it was, once, and begins anew', async () => {
    const visit = await chatting()
    await visit.end()
    await pass(10)
    expect(visit.chat).toMatchObject({ state: 'ended', may_rate: true })
    await visit.rate(4, '很好')
    expect(visit.chat).toMatchObject({ rating: 4, may_rate: false })
    await visit.startNew()
    expect(visit.screen).toBe('welcome')
  })
})

describe('two tabs', () => {
  // Both see one storage; each hears of what the other did.
  function tabs(): [Keep, Keep] {
    const heard: ((name: string) => void)[] = []
    const tab = (self: number): Keep => {
      const tell = (name: string) => heard.forEach((listener, at) => at !== self && queueMicrotask(() => listener(name)))
      return {
        get: keep.get,
        names: keep.names,
        set: (name, value) => {
          keep.set(name, value)
          tell(name)
        },
        remove: (name) => {
          keep.remove(name)
          tell(name)
        },
        watch: (listener) => void (heard[self] = listener),
      }
    }
    return [tab(0), tab(1)]
  }

  it('stand on the same chat, and what one sends the other shows', async () => {
    const [one, other] = tabs().map((tab) => visitOn(tab)) as [Visit, Visit]
    await one.start()
    await other.start()
    one.form.phone = '13900139001'
    void one.begin('在吗')
    await pass(100)
    expect([one.screen, other.screen]).toEqual(['chat', 'chat'])
    other.send('我在另一个标签页')
    await pass(5_000)
    expect(shown(one)).toEqual(['在吗', '我在另一个标签页'])
    expect(shown(other)).toEqual(shown(one))
    await one.end()
    await pass(100)
    expect(other.chat?.state).toBe('ended')
  })

  it('send what both find in the outbox once', async () => {
    const [one, other] = tabs().map((tab) => visitOn(tab)) as [Visit, Visit]
    await one.start()
    one.form.phone = '13900139001'
    void one.begin('')
    await pass(10)
    await other.start()
    await pass(10)
    centre.down()
    one.send('一')
    one.send('二')
    await pass(10_000)
    centre.up()
    await pass(20_000)
    expect(centre.texts()).toEqual(['一', '二'])
  })
})
