// Kills a server under load and holds what is there afterwards against what was acknowledged.
//
// Every object has one writer, which knows: what was acknowledged (must be there, as it was told), and at most
// one request whose answer never came (may have happened wholly or not at all).
import { admin, Client, headOffice, customerFields, personFields, phone, teamFields } from './client.ts'
import { expect } from './engines.ts'
import type { Ground } from './engines.ts'
import { placeWords, run, Server, type Place } from './program.ts'

type Kind = 'teams' | 'people' | 'customers'
const kinds: Kind[] = ['teams', 'people', 'customers']
interface Known {
  kind: Kind
  item: any // as last acknowledged
  attempt?: any // fields of an edit without an answer
  deleting?: boolean // a deletion without an answer
}
interface Creation {
  kind: Kind
  fields: any
  key: string
}

// A generator of numbers that a seed decides, so that a failure can be tried again.
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const stored = (kind: Kind, json: any) => (kind === 'people' ? json.person : json)
// What a list shows of a person may change by itself.
const lasting = ({ last_sign_in_at: _, ...item }: any) => item

class Writer {
  readonly known: Known[] = []
  readonly deleted: string[] = []
  pending?: Creation
  acknowledged = 0
  onStep: () => void = () => {}
  private count = 0

  constructor(
    private readonly name: string,
    private readonly client: Client,
    private readonly centre: string,
    private readonly next: (below: number) => number,
  ) {}

  // Works until the server is gone.
  async work() {
    try {
      for (;;) {
        await this.step()
        ++this.acknowledged
        this.onStep()
      }
    } catch (error) {
      if (!(error as NodeJS.ErrnoException).code && !/cut|hang up|no reply/.test(String(error))) throw error
    }
  }

  private async step() {
    const choice = this.next(20)
    const target = this.known.length > 3 ? this.known[this.next(this.known.length)] : undefined
    // People are rare, as the hash of each one's made-up password takes long.
    if (choice < 11 || !target) return this.create(choice === 0 ? 'people' : choice < 6 ? 'teams' : 'customers')
    if (choice < 18 || target.kind === 'people') return this.edit(target)
    return this.remove(target)
  }

  private async create(kind: Kind) {
    const name = `${this.name}-${++this.count}`
    this.pending = { kind, key: `key-${name}`, fields: fieldsOf(kind, this.centre, name) }
    const reply = await post(this.client, this.pending)
    this.known.push({ kind, item: stored(kind, reply.json) })
    this.pending = undefined
  }

  private async edit(target: Known) {
    target.attempt = { ...fieldsOf(target.kind, this.centre, `${this.name}-${++this.count}`), ...(target.kind === 'people' ? { login: target.item.login } : {}) }
    const reply = await this.client.put(`/api/v1/${target.kind}/${target.item.id}`, target.item.version, target.attempt)
    expect(reply.status, reply.text).toBe(200)
    target.item = reply.json
    target.attempt = undefined
  }

  private async remove(target: Known) {
    target.deleting = true
    const reply = await this.client.delete(`/api/v1/${target.kind}/${target.item.id}`)
    expect(reply.status, reply.text).toBe(204)
    this.known.splice(this.known.indexOf(target), 1)
    this.deleted.push(target.item.id)
  }
}

function fieldsOf(kind: Kind, centre: string, name: string): any {
  // Signing in is not what is tried here, and a given password would cost a hash each.
  if (kind === 'people') return personFields(centre, name, { number: name })
  return kind === 'teams' ? teamFields(centre, name) : customerFields(centre, name, { tags: ['load'], note: `of ${name}`, identities: [phone('13800138000')] })
}

async function post(client: Client, { kind, fields, key }: Creation) {
  const reply = await client.post(`/api/v1/${kind}`, fields, { 'idempotency-key': key })
  expect(reply.status, reply.text).toBe(201)
  return reply
}

export interface Crash {
  acknowledged: number
  unanswered: number
}

// One round: load from `writers` clients, kill -9 at a moment that `seed` decides, restart, compare.
export async function crashOnce(ground: Ground, place: Place, seed: number, writers = 6): Promise<Crash> {
  const next = random(seed)
  let server = await Server.start(place)
  const client = await admin(server)
  const centre = await headOffice(client)
  const team = Array.from({ length: writers }, (_, i) => new Writer(`s${seed}w${i}`, client, centre, random(seed * 100 + i)))
  const work = team.map((writer) => writer.work())
  // So many writes must have been acknowledged, then it dies at any moment of the next ones.
  const enough = 10 + next(80)
  const count = () => team.reduce((sum, writer) => sum + writer.acknowledged, 0)
  await Promise.race([Promise.all(work), new Promise<void>((resolve) => team.forEach((writer) => (writer.onStep = () => count() >= enough && resolve())))])
  await new Promise((resolve) => setTimeout(resolve, next(25)))
  await server.kill()
  await Promise.all(work)
  client.close()

  const checked = await run('check', ...placeWords(place))
  expect(checked.status, checked.out + checked.err).toBe(0)
  server = await Server.start(place)
  const reader = await admin(server)
  await compare(reader, team)
  await repeatCreations(reader, team)
  await server.kill()
  reader.close()
  agreeWithLog(ground, place)
  return {
    acknowledged: count(),
    unanswered: team.filter((writer) => writer.pending || writer.known.some((one) => one.attempt || one.deleting)).length,
  }
}

async function compare(reader: Client, team: Writer[]) {
  for (const kind of kinds) {
    const items = await reader.all(`/api/v1/${kind}`)
    expect(new Set(items.map((item) => item.id)).size).toBe(items.length)
    const present = new Map(items.map((item) => [item.id, item]))
    for (const writer of team) {
      for (const one of writer.known.filter((known) => known.kind === kind)) expectAsTold(present.get(one.item.id), one)
      for (const id of writer.deleted) expect(present.has(id), 'an acknowledged deletion came back').toBe(false)
      // The search index is written with the row.
      const searched = kind === 'customers' && writer.known.find((known) => known.kind === kind && !known.attempt && !known.deleting)
      if (searched) expect((await reader.all(`/api/v1/customers?q=${searched.item.name}`)).map((item) => item.id)).toContain(searched.item.id)
      const { pending } = writer
      if (pending?.kind !== kind) continue
      const found = items.filter((item) => item.name === pending.fields.name)
      expect(found.length, 'an unanswered creation is there once or not at all').toBeLessThanOrEqual(1)
      for (const item of found) expect(item).toMatchObject({ ...visible(pending.fields), version: 1 })
    }
  }
}

// Of what was sent, what comes back as it is: identities come back masked.
const visible = ({ identities: _, ...fields }: any) => fields

function expectAsTold(found: any, { item, attempt, deleting }: Known) {
  if (!found && deleting) return
  expect(found, `an acknowledged object is gone: ${JSON.stringify(item)}`).toBeDefined()
  if (attempt && found.version === item.version + 1) expect(found).toMatchObject(visible(attempt))
  else expect(lasting(found)).toEqual(lasting(item))
}

// A client that did not hear the answer asks again with the same key and gets one object.
async function repeatCreations(reader: Client, team: Writer[]) {
  for (const { pending } of team) {
    if (!pending) continue
    const [first, second] = [await post(reader, pending), await post(reader, pending)]
    const id = stored(pending.kind, first.json).id
    expect(stored(pending.kind, second.json).id).toBe(id)
    const same = (await reader.all(`/api/v1/${pending.kind}`)).filter((item) => item.name === pending.fields.name)
    expect(same.map((item) => item.id)).toEqual([id])
  }
}

// State and log tell the same: each version of an object has its event and its line of audit, a deleted one
// its last, and nothing else has any. Signing in does not make a version.
function agreeWithLog(ground: Ground, place: Place) {
  const logged = [
    { table: 'team', event: 'access.team_changed', actions: "'team.created', 'team.edited', 'team.deleted'" },
    { table: 'person', event: 'access.person_changed', actions: "'person.created', 'person.edited'" },
    { table: 'customer', event: 'customers.customer_changed', actions: "'customer.created', 'customer.edited', 'customer.deleted'" },
  ]
  for (const { table, event, actions } of logged) {
    const only = table === 'person' ? "AND login <> 'admin'" : ''
    const torn = ground.query(
      place,
      `SELECT t.id, t.version, (SELECT count(*) FROM event e WHERE e.type = '${event}' AND e.subject_id = t.id),
              (SELECT count(*) FROM audit a WHERE a.subject_type = '${table}' AND a.subject_id = t.id AND a.action IN (${actions}))
         FROM ${table} t
        WHERE (t.version <> (SELECT count(*) FROM event e WHERE e.type = '${event}' AND e.subject_id = t.id)
            OR t.version <> (SELECT count(*) FROM audit a WHERE a.subject_type = '${table}' AND a.subject_id = t.id AND a.action IN (${actions}))) ${only}`,
    )
    expect(torn, `${table}: id, version, events, audit lines`).toEqual([])
    const orphans = ground.query(
      place,
      `SELECT e.subject_id FROM event e WHERE e.type = '${event}' AND NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.id = e.subject_id)
        GROUP BY e.subject_id HAVING sum(CASE WHEN e.body LIKE '%deleted%' THEN 1 ELSE 0 END) <> 1
            OR count(*) <> (SELECT count(*) FROM audit a WHERE a.subject_type = '${table}' AND a.subject_id = e.subject_id AND a.action IN (${actions}))`,
    )
    expect(orphans, `${table}: events of objects that are not there`).toEqual([])
  }
}
