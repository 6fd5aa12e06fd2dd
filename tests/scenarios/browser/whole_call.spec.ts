// One call from the first ring to its recording, through every kind of phone: SIPp over a trunk, Chromium at the agent,
// baresip at colleague and supervisor. Everybody says a tone of their own; what is heard is asserted by it.
import { answered, bar, CallCentre, type DeskPhone, expect, hasNetwork, hears, isDeafTo, phoneArguments, ready, toneFile } from '../support/call_centre.ts'
import { customerSaid, secondsWith } from '../support/call_recording.ts'
import { Caller } from '../support/caller.ts'
import { Complaints, test } from '../support/console.ts'
import type { Law } from '../support/telephone_sound.ts'

const CUSTOMER = 1_000
const AGENT = 600
const COLLEAGUE = 1_500
const SUPERVISOR = 2_100

test.use({
  launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: phoneArguments(toneFile(AGENT, 48_000)) },
})
test.skip(!hasNetwork(), 'baresip does not start on a machine that has the loopback alone')

let centre: CallCentre
const complaints = new Complaints()
let supervisor: DeskPhone
test.beforeAll(async () => {
  centre = await CallCentre.open(
    [
      { login: 'fang', name: '方小安', number: '8001' },
      { login: 'xu', name: '许文静', number: '8002' },
      { login: 'ma', name: '马班长', number: '8009', role: 'supervisor' },
    ],
    // Desk phones speak from another address of this machine than the loopback.
    { listen: ['--http', '127.0.0.1:0', '--https', '127.0.0.1:0'], words: ['--sip', '0.0.0.0:0', '--sip-advertised', '127.0.0.1'] },
  )
  supervisor = await centre.plugIn('ma', 'udp', SUPERVISOR)
})
test.afterAll(async () => {
  supervisor?.unplug()
  await centre.server.stop()
})

const callerHears = (caller: Caller, hertz: number) => expect.poll(() => caller.sound.level(hertz), { message: `the caller hears ${hertz} Hz` }).toBeGreaterThan(-40)
const callerIsDeafTo = (caller: Caller, hertz: number) => expect.poll(() => caller.sound.level(hertz), { message: `the caller does not hear ${hertz} Hz` }).toBeLessThan(-60)

for (const [law, transport] of [['pcma', 'tcp'], ['pcmu', 'tls']] as [Law, 'tcp' | 'tls'][])
  test(`${law}, desk phones over ${transport} and UDP: keys, music, hold, consultation, whisper, conference, wrap-up, recording`, async ({ browser }) => {
    const colleague = await centre.plugIn('xu', transport, COLLEAGUE)
    const [page, fang] = await centre.agent(browser, complaints, 'fang')
    const [xu, ma] = [await centre.atWork('xu'), await centre.client('ma')]

    // The menu is left by a key; in the queue there is music.
    const caller = await Caller.calls(centre.exchange.replace('0.0.0.0', '127.0.0.1'), '95501', { hertz: CUSTOMER, law })
    await expect.poll(async () => (await centre.callNow())?.state).toBe('in_flow')
    await expect.poll(() => caller.sound.packets).toBeGreaterThan(25)
    caller.sound.press('1')
    await expect.poll(async () => (await centre.callNow())?.state).toBe('waiting')
    await expect.poll(() => caller.sound.loudness, { message: 'music' }).toBeGreaterThan(500)

    await ready(fang)
    await expect(bar(page)).toContainText(/按键选择\s*queue/)
    const call = await answered(centre, fang)
    expect(call.choices).toEqual([{ menu: 'menu', key: '1', leads_to: 'queue' }])
    await hears(page, CUSTOMER)
    await callerHears(caller, AGENT)

    // Held: music instead of the agent.
    expect((await fang.post(`/api/v1/calls/${call.id}/hold`, { held: true })).status).toBe(200)
    await isDeafTo(page, CUSTOMER)
    await callerIsDeafTo(caller, AGENT)
    await expect.poll(() => caller.sound.loudness, { message: 'music while held' }).toBeGreaterThan(500)

    // A colleague is asked at a desk phone, while the customer hears neither.
    expect((await fang.post(`/api/v1/calls/${call.id}/hold`, { held: false })).status).toBe(200)
    await callerHears(caller, AGENT)
    const target = { queue_id: null, agent_id: centre.people.xu, flow_id: null, number: '' }
    expect((await fang.post(`/api/v1/calls/${call.id}/consultation`, target)).status).toBe(200)
    await hears(page, COLLEAGUE)
    await isDeafTo(page, CUSTOMER)
    await callerIsDeafTo(caller, COLLEAGUE)

    // All together.
    expect((await fang.post(`/api/v1/calls/${call.id}/join`)).status).toBe(200)
    await hears(page, CUSTOMER)
    await callerHears(caller, COLLEAGUE)
    await callerHears(caller, AGENT)

    // The supervisor whispers: the agent hears it, the customer does not.
    expect((await ma.post(`/api/v1/calls/${call.id}/supervision`, { mode: 'whisper' })).status).toBe(200)
    await hears(page, SUPERVISOR)
    await callerIsDeafTo(caller, SUPERVISOR)
    // Barges in: now everybody does. Leaves: the call goes on.
    expect((await ma.post(`/api/v1/calls/${call.id}/supervision`, { mode: 'barge' })).status).toBe(200)
    await callerHears(caller, SUPERVISOR)
    expect((await ma.post(`/api/v1/calls/${call.id}/hang-up`)).status).toBe(204)
    await callerIsDeafTo(caller, SUPERVISOR)
    await callerHears(caller, AGENT)

    // The colleague goes on alone, and hangs up.
    expect((await fang.post(`/api/v1/calls/${call.id}/completion`)).status).toBe(204)
    await callerIsDeafTo(caller, AGENT)
    await callerHears(caller, COLLEAGUE)
    expect((await xu.post(`/api/v1/calls/${call.id}/hang-up`)).status).toBe(204)
    expect(await caller.ended, caller.out).toBe(0)

    // Wrap-up, and the contact is closed.
    await expect.poll(async () => (await xu.get('/api/v1/work-items/mine')).json.items[0]?.state).toBe('wrap_up')
    const over = await centre.callNow()
    expect([over.ending, over.parties.filter((party: any) => party.state !== 'gone')]).toEqual(['by_agent', []])
    await expect.poll(async () => (await fang.get(`/api/v1/contacts/${call.contact_id}`)).json.state).toBe('ended')

    // The recording: the customer on the left, what it heard on the right; nobody whispered to it.
    const { item, said, heard } = await customerSaid(centre.server, call.id)
    expect(item.length_ms / 1_000).toBeCloseTo(said.length / 8_000, 0)
    expect(secondsWith(said, CUSTOMER)).toBeGreaterThan(item.length_ms / 1_000 - 1.5)
    expect(secondsWith(said, AGENT)).toBe(0)
    for (const hertz of [AGENT, COLLEAGUE, SUPERVISOR]) expect(secondsWith(heard, hertz), `${hertz} Hz`).toBeGreaterThan(0)
    expect(item.marks.map((mark: any) => mark.kind)).toEqual(expect.arrayContaining(['hold', 'resume', 'consult', 'conference', 'transfer']))

    await page.context().close()
    for (const client of [fang, xu, ma]) client.close()
    colleague.unplug()
    expect(complaints.take()).toEqual([])
  })
