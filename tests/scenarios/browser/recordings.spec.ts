// A call leaves a recording: it is found, seen as a waveform with its hold, heard, kept as a file by right, and the
// audit says who did. A message that a caller left is heard by agents.
import { readFileSync } from 'node:fs'
import { answered, CallCentre, expect, made, node, phoneArguments, ready } from '../support/call_centre.ts'
import { customerSaid, secondsWith } from '../support/call_recording.ts'
import { Caller } from '../support/caller.ts'
import { admin } from '../support/client.ts'
import { Complaints, signIn, test } from '../support/console.ts'

test.use({ launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: phoneArguments() }, acceptDownloads: true })

let centre: CallCentre
const complaints = new Complaints()
test.beforeAll(async () => {
  centre = await CallCentre.open([{ login: 'fang', name: '方小安', number: '8001' }])
})
test.afterAll(() => centre.server.stop())
test.afterEach(() => {
  expect(complaints.take()).toEqual([])
})

test('a call is found, its recording seen with its hold, heard and downloaded, and the audit says so', async ({ browser }) => {
  const [, fang] = await centre.agent(browser, complaints, 'fang')
  await ready(fang)
  const caller = await Caller.calls(centre.exchange, '95500')
  const call = await answered(centre, fang)
  const hold = async (held: boolean) => expect((await fang.post(`/api/v1/calls/${call.id}/hold`, { held })).status).toBe(200)
  await hold(true)
  // Something is held for a while, by the clock of the call itself.
  const begun = Date.now()
  await expect.poll(() => Date.now() - begun, { intervals: [200] }).toBeGreaterThan(1_500)
  await hold(false)
  expect((await fang.post(`/api/v1/calls/${call.id}/hang-up`)).status).toBe(204)
  expect(await caller.ended, caller.out).toBe(0)
  const { item, said } = await customerSaid(centre.server, call.id)
  expect(secondsWith(said, 1_000)).toBeGreaterThan(1)
  expect(item.agent_id).toBe(centre.people.fang)

  const page = await signIn(browser, centre.server, complaints, '/calls')
  await page.getByLabel('完整号码或后四位').fill('8000')
  await expect(page).toHaveURL(/number=8000/)
  await page.getByRole('row').filter({ hasText: '138****8000' }).first().click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByText('方小安').first()).toBeVisible()
  await panel.getByRole('button', { name: '显示完整号码' }).click()
  await expect(panel.getByText('13800138000')).toBeVisible()

  const player = panel.getByRole('group', { name: '播放器' })
  // The waveform is painted, and the hold marked on it.
  const painted = () =>
    player.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      return data.filter((value, at) => at % 4 === 3 && value > 0).length
    })
  await expect.poll(painted).toBeGreaterThan(100)
  await expect(player.locator('.range.is-hold')).toHaveCount(1)
  await player.getByRole('button', { name: '播放' }).click()
  const position = () => player.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)
  await expect.poll(position).toBeGreaterThan(0.4)
  // What is played is sound: it has the caller's tone in it.
  const samples = await player.locator('audio').evaluate(async (audio: HTMLAudioElement) => {
    const bytes = await (await fetch(audio.src)).arrayBuffer()
    const sound = await new AudioContext().decodeAudioData(bytes)
    return sound.getChannelData(0).reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0)
  })
  expect(samples).toBeGreaterThan(0.05)
  const [file] = await Promise.all([page.waitForEvent('download'), panel.getByRole('link', { name: '下载' }).click()])
  expect(readFileSync(await file.path()).subarray(0, 4).toString()).toBe('RIFF')

  const client = await admin(centre.server)
  const actions = (await client.get('/api/v1/audit-entries?limit=100')).json.items.filter((one: any) => one.subject_id === item.id || one.subject_id === call.id).map((one: any) => one.action)
  for (const action of ['call.number_seen', 'recording.played', 'recording.downloaded']) expect(actions).toContain(action)
  client.close()
  // By right: the agent neither plays nor downloads calls.
  expect((await fang.get(`/api/v1/recordings/${item.id}/audio`)).status).toBe(403)
  expect((await fang.get(`/api/v1/recordings/${item.id}/file`)).status).toBe(403)
  await page.context().close()
  fang.close()
})

test('an agent hears a message that was left, without a right of recordings, and settles it', async ({ browser }) => {
  const client = await admin(centre.server)
  const leave = { queue_id: centre.queueId, phrases: { zh: [{ text: '请留言。' }], en: [] }, max_seconds: 60 }
  const nodes = [node('message', 'voicemail', { voicemail: leave }, [['done', 'bye']]), node('bye', 'hangup', { hangup: { phrases: { zh: [], en: [] }, returns: false } })]
  const flow = await made(client, '/ivr-flows', { centre_id: centre.centre, name: '留言', name_en: '', template_key: null, draft: { start: 'message', nodes } })
  await made(client, `/ivr-flows/${flow.id}/publications`, { version: flow.version, note: '' }, 200)
  const number = { centre_id: centre.centre, pattern: '95502', name: '留言', flow_id: flow.id, language: 'zh-CN', caller_number: '02161230000', is_default: false, queue_ids: [], active: true }
  await made(client, '/numbers', number)

  const speaker = await Caller.calls(centre.exchange, '95502', { from: '13700137000' })
  await expect.poll(async () => (await centre.callNow())?.recording).toBe(true)
  const begun = Date.now()
  await expect.poll(() => Date.now() - begun, { intervals: [200] }).toBeGreaterThan(2_000)
  expect((await client.post(`/api/v1/calls/${(await centre.callNow()).id}/cut`)).status).toBe(204)
  await speaker.ended

  client.close()

  const [page, fang] = await centre.agent(browser, complaints, 'fang')
  await page.goto('/voicemails')
  await page.getByRole('row').filter({ hasText: '137****7000' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: '播放' }).click()
  await expect.poll(() => panel.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)).toBeGreaterThan(0.3)
  await expect(panel.getByText('已听')).toBeVisible()
  await panel.getByLabel('备注').fill('已回电')
  await panel.getByRole('button', { name: '标记为已处理' }).click()
  await expect(panel.getByText('已处理').first()).toBeVisible()
  const [settled] = (await fang.get('/api/v1/voicemails?state=done')).json.items
  expect(settled.note).toBe('已回电')
  expect(settled.length_ms).toBeGreaterThan(1_500)
  fang.close()
})
