// Kills a server while chats go on, and holds what is there afterwards against what visitors and agents were told.
import { Agent, Visitor, type Round } from './chat_load.ts'
import { admin, Client, headOffice, personFields, queueFields, roleId, siteFields } from './client.ts'
import { random } from './crash.ts'
import { expect, type Ground } from './engines.ts'
import { adminPassword, placeWords, run, Server, type Place } from './program.ts'

const capacity = 2

export interface Hall {
  place: Place
  site: string
  cookie: string // of the administrator
  visitors: Visitor[]
  agents: Agent[]
  // What lay there after the last kill.
  left?: Remains
}

interface Remains {
  lines: Map<string, string[]> // items that wait in each queue, without those kept for one agent, in order
  states: Map<string, string> // of agents
  inHand: Map<string, number>
  lastOffer: string
}

// A centre with two queues, a site, `agents` agents and `visitors` browsers, some of which must wait.
export async function makeHall(place: Place, seed: number, agents = 6, visitors = 20): Promise<Hall> {
  const next = random(seed)
  const server = await Server.start(place)
  const client = await admin(server)
  const centre = await headOffice(client)
  const make = async (path: string, fields: object) => {
    const reply = await client.post(`/api/v1/${path}`, fields)
    expect(reply.status, reply.text).toBe(201)
    return reply.json
  }
  const queues = [await make('queues', queueFields(centre, 'first', { offer_seconds: 60 })), await make('queues', queueFields(centre, 'second', { offer_seconds: 60 }))].map((queue) => queue.id)
  const site = await make('chat-sites', siteFields(centre, queues[0], { form: [] }))
  const grants = [{ role_id: await roleId(client, 'agent'), scope: 'centre' }]
  const hall: Hall = { place, site: site.site_key, cookie: client.cookie, visitors: [], agents: [] }
  for (let i = 0; i < agents; ++i) {
    const { person, password } = await make('people', personFields(centre, `agent${i}`, { grants }))
    await make('agents', { person_id: person.id, skills: [], capacity: [{ channel: 'webchat', most: capacity }], active: true })
    const own = new Client(server.url)
    await own.signIn(`agent${i}`, password)
    const chosen = await own.post('/api/v1/session/password', { old_password: password, new_password: adminPassword })
    expect(chosen.status, chosen.text).toBe(204)
    const signedIn = await own.post('/api/v1/agent-states/mine/sign-ins')
    expect(signedIn.status, signedIn.text).toBe(200)
    hall.agents.push(new Agent(person.id, `a${i}`, own.cookie, queues, () => hall.agents.map((one) => one.id), random(next(1e9))))
    own.close()
  }
  for (let i = 0; i < visitors; ++i) {
    const visitor = new Visitor(`v${i}`, `127.0.1.${i + 1}`, random(next(1e9)))
    await visitor.open(server.url, site.site_key)
    hall.visitors.push(visitor)
  }
  client.close()
  await server.stop()
  return hall
}

// One round: all work, kill -9 at a moment that `seed` decides, compare. Gives how much was acknowledged.
export async function crashChats(ground: Ground, hall: Hall, seed: number): Promise<number> {
  const next = random(seed)
  const server = await Server.start(hall.place)
  if (hall.left) await compareStart(ground, hall, server, hall.left)
  const enough = 20 + next(150)
  let count = 0
  let reached = () => {}
  const isReached = new Promise<void>((resolve) => (reached = resolve))
  const round: Round = { url: server.url, closing: false, acknowledged: () => ++count === enough && reached() }
  const work = Promise.all([...hall.visitors.map((one) => one.work(round)), ...hall.agents.map((one) => one.work(round, () => false))])
  await Promise.race([work, isReached])
  await new Promise((resolve) => setTimeout(resolve, next(25)))
  await server.kill()
  await work
  const checked = await run('check', ...placeWords(hall.place))
  expect(checked.status, checked.out + checked.err).toBe(0)
  compareRows(ground, hall)
  hall.left = remains(ground, hall.place)
  return count
}

function adminOf(hall: Hall, server: Server): Client {
  const client = new Client(server.url)
  client.cookie = hall.cookie
  return client
}

// --- what lies in the database

function remains(ground: Ground, place: Place): Remains {
  const lines = new Map<string, string[]>()
  for (const [queue, item] of ground.query(
    place,
    "SELECT queue_id, id FROM work_item WHERE state = 'waiting' AND preferred_agent_id IS NULL ORDER BY queue_id, returned DESC, place, id",
  ))
    lines.set(queue, [...(lines.get(queue) ?? []), item])
  const inHand = ground.query(place, "SELECT agent_id, count(*) FROM work_item WHERE state = 'in_hand' GROUP BY agent_id")
  return {
    lines,
    states: new Map(ground.query(place, 'SELECT id, state FROM agent_state').map(([id, state]) => [id, state])),
    inHand: new Map(inHand.map(([id, count]) => [id, Number(count)])),
    lastOffer: ground.query(place, 'SELECT coalesce(max(id), 0) FROM work_offer')[0][0],
  }
}

function compareRows(ground: Ground, hall: Hall) {
  const { place } = hall
  const chats = new Map(ground.query(place, 'SELECT id, client_id, last_seq, state FROM chat').map(([id, client, seq, state]) => [id, { client, seq: Number(seq), state }]))
  const messages = new Map<string, { seq: number; text: string }>()
  const counts = new Map<string, number>()
  for (const [chat, seq, client, text] of ground.query(place, 'SELECT chat_id, seq, client_id, text FROM chat_message ORDER BY chat_id, seq')) {
    const expected = (counts.get(chat) ?? 0) + 1
    expect(Number(seq), `the numbers of chat ${chat} have no gaps`).toBe(expected)
    counts.set(chat, expected)
    if (!client) continue
    expect(messages.has(`${chat} ${client}`), `${client} is there twice`).toBe(false)
    messages.set(`${chat} ${client}`, { seq: expected, text })
  }
  for (const [id, { seq }] of chats) expect(counts.get(id) ?? 0, `chat ${id} has all its messages`).toBe(seq)

  for (const one of [...hall.visitors, ...hall.agents])
    for (const { chat, client, text, seq } of one.said) {
      const found = messages.get(`${chat} ${client}`)
      if (found?.seq !== seq || found.text !== text) expect(found, `acknowledged: ${client} in chat ${chat}`).toEqual({ seq, text })
    }
  const begun = new Map<string, number>()
  for (const { client } of chats.values()) begun.set(client, (begun.get(client) ?? 0) + 1)
  for (const [client, count] of begun) expect(count, `${client} began one chat`).toBe(1)
  for (const visitor of hall.visitors) {
    for (const { chat, client } of visitor.refused) expect(messages.has(`${chat} ${client}`), `${client} was refused`).toBe(false)
    for (const [client, chat] of visitor.started) expect(chats.get(chat)?.client).toBe(client)
    for (const chat of visitor.ended) expect(chats.get(chat)!.state).toBe('ended')
  }
  const offers = new Map(ground.query(place, 'SELECT id, state FROM work_offer').map(([id, state]) => [id, state]))
  const items = new Map(ground.query(place, 'SELECT id, state FROM work_item').map(([id, state]) => [id, state]))
  for (const agent of hall.agents) {
    for (const offer of agent.answered) expect(offers.get(offer)).toBe('answered')
    for (const chat of agent.ended) expect(chats.get(chat)!.state).toBe('ended')
    for (const item of agent.finished) expect(items.get(item)).toBe('ended')
  }
  const overloaded = ground.query(place, `SELECT agent_id, count(*) FROM work_item WHERE state IN ('offered', 'in_hand') GROUP BY agent_id HAVING count(*) > ${capacity}`)
  expect(overloaded, 'nobody has more than fits').toEqual([])
  const open = ground.query(place, "SELECT agent_id, count(*) FROM work_offer WHERE state = 'open' GROUP BY agent_id HAVING count(*) > 1")
  expect(open, 'nobody is offered two at once').toEqual([])
}

// --- after a start, before anybody does anything

async function compareStart(ground: Ground, hall: Hall, server: Server, left: Remains) {
  const client = adminOf(hall, server)
  const loads = (await client.get('/api/v1/agent-loads')).json.items
  const agents = await client.all('/api/v1/agent-states')
  client.close()
  for (const { id, name, state, present } of agents) {
    // An offer may have run out while the server was down, and who was away for long has lost everything.
    expect([left.states.get(id), 'not_responding'], name).toContain(state)
    if (present) expect(loads.find((one: any) => one.id === id)?.in_hand ?? 0, `what ${name} has in hand`).toBe(left.inHand.get(id) ?? 0)
  }
  // Whoever waited is told its place, asked from the last to the first: those before can only have moved up.
  const places = await placesFromTheLast(ground, hall, server, left)
  const now = remains(ground, hall.place)
  const offered = ground.query(hall.place, `SELECT item_id FROM work_offer WHERE id > ${left.lastOffer} ORDER BY id`).map(([item]) => item)
  for (const [queue, line] of left.lines) {
    const firsts = [...new Set(offered.filter((item) => line.includes(item)))]
    expect(firsts, `the first of queue ${queue} are offered first`).toEqual(line.slice(0, firsts.length))
    const waiting = now.lines.get(queue) ?? []
    const still = waiting.filter((item) => line.includes(item) && !firsts.includes(item))
    expect(still, `the others of queue ${queue} wait as they did`).toEqual(line.slice(firsts.length))
    if (waiting.some((item) => !still.includes(item))) continue // somebody was handed back, to the head
    const told = still.map((item) => places.get(item)).filter((place) => place !== undefined)
    expect(told, `places in queue ${queue}`).toEqual([...new Set(told)].sort((a, b) => a - b))
  }
}

async function placesFromTheLast(ground: Ground, hall: Hall, server: Server, left: Remains): Promise<Map<string, number>> {
  const items = new Map(ground.query(hall.place, "SELECT id, work_item_id FROM chat WHERE state <> 'ended'").map(([chat, item]) => [item, chat]))
  const places = new Map<string, number>()
  for (const line of left.lines.values())
    for (const item of line.toReversed()) {
      const visitor = hall.visitors.find((one) => one.screen && one.screen.id === items.get(item))
      if (!visitor) continue // its beginning was not acknowledged
      const { chat } = await visitor.open(server.url, hall.site)
      if (chat?.position) places.set(item, chat.position)
    }
  return places
}

// --- the end

// Everybody ends what there is; then nothing is left over anywhere.
export async function closeHall(ground: Ground, hall: Hall) {
  const server = await Server.start(hall.place)
  if (hall.left) await compareStart(ground, hall, server, hall.left)
  let left = hall.visitors.length
  const round: Round = { url: server.url, closing: true, acknowledged: () => {} }
  const client = adminOf(hall, server)
  const idle = async () => {
    const loads = (await client.get('/api/v1/queue-loads')).json.items
    return loads.every((one: any) => one.waiting + one.offered + one.in_hand + one.wrapping_up === 0)
  }
  let over = false
  const work = [...hall.visitors.map((one) => one.work(round).then(() => void --left)), ...hall.agents.map((one) => one.work(round, () => over))]
  const failed = Promise.all(work)
  await Promise.race([failed, expect.poll(async () => left === 0 && (await idle()), { timeout: 180_000 }).toBe(true)])
  over = true
  await failed
  for (const agent of hall.agents) {
    const own = agent.connection(server.url)
    expect((await own.get('/api/v1/work-items/mine')).json.items).toEqual([])
    const out = await own.post('/api/v1/agent-states/mine/sign-outs')
    expect(out.status, out.text).toBe(200)
    own.close()
  }
  client.close()
  const open = () => ground.query(hall.place, "SELECT id FROM contact WHERE state <> 'ended'")
  await expect.poll(open, { timeout: 60_000 }).toEqual([])
  await server.kill()
  compareRows(ground, hall)
  compareContacts(ground, hall.place)
}

// Each contact ended once; its stretches follow each other without a gap from the arrival to the end.
function compareContacts(ground: Ground, place: Place) {
  const torn = ground.query(
    place,
    `SELECT c.id FROM chat c JOIN work_item w ON w.id = c.work_item_id JOIN contact k ON k.id = c.contact_id
      WHERE c.state <> 'ended' OR w.state <> 'ended' OR k.work_item_id <> w.id OR k.conversation_id <> c.id
         OR EXISTS (SELECT 1 FROM chat_participant p WHERE p.chat_id = c.id)
         OR (SELECT count(*) FROM event e WHERE e.type = 'webchat.chat_ended' AND e.subject_id = c.id) <> 1
         OR (SELECT count(*) FROM event e WHERE e.type = 'routing.item_ended' AND e.subject_id = w.id) <> 1
         OR (SELECT count(*) FROM event e WHERE e.type = 'contacts.ended' AND e.subject_id = k.id) <> 1
         OR (SELECT count(*) FROM event e WHERE e.type = 'contacts.closed' AND e.subject_id = k.id) <> 1`,
  )
  expect(torn, 'chats, items and contacts that did not end once').toEqual([])
  const stretches = new Map<string, string[][]>()
  for (const row of ground.query(place, "SELECT contact_id, kind, started_at, ended_at FROM contact_segment WHERE kind <> 'offer' ORDER BY contact_id, started_at, id"))
    stretches.set(row[0], [...(stretches.get(row[0]) ?? []), row])
  const contacts = ground.query(place, 'SELECT id, arrived_at, closed_at FROM contact')
  expect(contacts.length).toBe(Number(ground.query(place, 'SELECT count(*) FROM chat')[0][0]))
  for (const [id, arrived, closed] of contacts) {
    const own = stretches.get(id) ?? []
    const edges = own.map(([, , started]) => started)
    expect([...edges, closed], `the stretches of contact ${id}`).toEqual([arrived, ...own.map(([, , , ended]) => ended)])
  }
  const outside = ground.query(
    place,
    `SELECT o.id FROM contact_segment o WHERE o.kind = 'offer' AND NOT EXISTS (SELECT 1 FROM contact_segment q
      WHERE q.contact_id = o.contact_id AND q.kind = 'queue' AND q.started_at <= o.started_at AND q.ended_at >= o.ended_at)`,
  )
  expect(outside, 'offers outside the time in a queue').toEqual([])
}

export function said(hall: Hall): number {
  return [...hall.visitors, ...hall.agents].reduce((sum, one) => sum + one.said.length, 0)
}
