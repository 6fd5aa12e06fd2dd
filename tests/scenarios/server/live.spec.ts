// The live feed: snapshots, numbered deltas, and that they agree with a fresh read.
import net from 'node:net'
import { randomBytes } from 'node:crypto'
import { admin, Client, headOffice, personFields, roleId, teamFields } from '../support/client.ts'
import { expect, onEachEngine, test } from '../support/engines.ts'
import { fold, Live, type Frame } from '../support/live.ts'
import { Server } from '../support/program.ts'

const has = (name: string) => (frame: Frame) => !!frame.upserts?.some((item) => item.name === name)
const sorted = (items: Iterable<any>) => [...items].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))

onEachEngine((engine) => {
  let server: Server
  let client: Client
  let centre: string

  test.beforeAll(async ({ ground }) => {
    server = await Server.start(await ground.newPlace(engine))
    client = await admin(server)
    centre = await headOffice(client)
  })
  test.afterAll(async () => {
    expect((await server?.stop())?.status).toBe(0)
  })
  const create = async (name: string) => {
    const reply = await client.post('/api/v1/teams', teamFields(centre, name))
    expect(reply.status, reply.text).toBe(201)
    return reply.json
  }

  test('what one client changes another one hears, numbered', async () => {
    const team = await create('first')
    const live = await Live.open(await admin(server))
    const snapshot = await live.subscribe('teams')
    expect(snapshot.snapshot).toContainEqual(team)
    const edited = (await client.put(`/api/v1/teams/${team.id}`, team.version, teamFields(centre, 'renamed'))).json
    const delta = await live.until(has('renamed'))
    expect(delta).toEqual({ topic: 'teams', epoch: snapshot.epoch, seq: snapshot.seq! + 1, upserts: [edited], removes: [] })
    expect((await client.delete(`/api/v1/teams/${team.id}`)).status).toBe(204)
    const gone = await live.until((frame) => !!frame.removes?.includes(team.id))
    expect(gone).toEqual({ topic: 'teams', epoch: snapshot.epoch, seq: snapshot.seq! + 2, upserts: [], removes: [team.id] })
    live.close()
  })

  test('the sum of the deltas is what a new subscriber gets and what the list says', async () => {
    const early = await Live.open(client)
    await early.subscribe('teams')
    await early.subscribe('people')
    const worker = async (name: string) => {
      const mine: any[] = []
      for (let i = 0; i < 30; ++i) {
        if (i % 3 < 2 || !mine.length) mine.push(await create(`${name}${i}`))
        else if (i % 2) await client.delete(`/api/v1/teams/${mine.shift().id}`)
        else {
          const team = mine[mine.length - 1]
          mine[mine.length - 1] = (await client.put(`/api/v1/teams/${team.id}`, team.version, teamFields(centre, `${name}${i} again`))).json
        }
        if (i % 10 === 0) await client.post('/api/v1/people', personFields(centre, `${name}-${i}`))
      }
    }
    // Some join while it goes on; some subscribe anew in the middle.
    const joiners: Live[] = []
    await Promise.all([
      ...['a', 'b', 'c'].map(worker),
      (async () => {
        for (let i = 0; i < 6; ++i) {
          joiners.push(await Live.open(client))
          await joiners[i].subscribe('teams')
          await joiners[i].subscribe('people')
          if (i % 2) {
            joiners[i].send({ op: 'unsubscribe', topic: 'teams' })
            await joiners[i].subscribe('teams')
          } else await early.subscribe('teams')
        }
      })(),
    ])
    await create('the end')
    await client.post('/api/v1/people', personFields(centre, 'the-end'))
    const late = await Live.open(client)
    for (const topic of ['teams', 'people']) {
      const fresh = sorted((await late.subscribe(topic)).snapshot!)
      expect(sorted(await client.all(`/api/v1/${topic}`))).toEqual(fresh)
      for (const live of [early, ...joiners]) {
        await expect.poll(() => [...fold(live.frames, topic).values()].some((item) => item.name === 'the end' || item.login === 'the-end')).toBe(true)
        expect(sorted(fold(live.frames, topic).values())).toEqual(fresh)
      }
    }
    for (const live of [early, late, ...joiners]) live.close()
  })

  test('a viewer with less reach gets less, and other streams when the rights change', async () => {
    const grants = [{ role_id: await roleId(client, 'supervisor'), scope: 'centre' }]
    const password = 'Copper-Lantern-5'
    const fields = { parent_id: centre, level: 'city', name: 'here', code: `H${engine}`, time_zone: 'Asia/Shanghai', language: 'zh-CN', active: true }
    const here = (await client.post('/api/v1/centres', fields)).json
    const made = (await client.post('/api/v1/people', personFields(here.id, 'viewer', { password, grants }))).json.person
    const viewer = new Client(server.url)
    await viewer.signIn('viewer', password)
    await viewer.post('/api/v1/session/password', { old_password: password, new_password: `${password}9` })
    const live = await Live.open(viewer)
    expect((await live.subscribe('people')).snapshot!.map((person) => person.login)).toEqual(['viewer'])
    expect((await live.subscribe('api_keys')).error?.code).toBe('forbidden')
    expect((await live.subscribe('nonsense')).error?.code).toBe('not_found')
    await client.post('/api/v1/people', personFields(centre, 'out-of-reach'))
    await client.post('/api/v1/people', personFields(here.id, 'within-reach'))
    await live.until((frame) => !!frame.upserts?.some((person) => person.login === 'within-reach'))
    expect(JSON.stringify(live.frames)).not.toContain('out-of-reach')

    const { json: now } = await client.get(`/api/v1/people/${made.id}`)
    await client.put(`/api/v1/people/${made.id}`, now.version, personFields(here.id, 'viewer'))
    const refused = await live.until((frame) => frame.topic === 'people' && !!frame.error)
    expect(refused.error!.code).toBe('forbidden')
    const count = live.frames.length
    await client.post('/api/v1/people', personFields(here.id, 'too-late'))
    const other = await Live.open(client)
    expect((await other.subscribe('people')).snapshot!.some((person) => person.login === 'too-late')).toBe(true)
    live.send({ op: 'subscribe', topic: 'nonsense' })
    await live.until((frame) => live.frames.indexOf(frame) >= count && frame.topic === 'nonsense')
    expect(JSON.stringify(live.frames)).not.toContain('too-late')
    live.close()
    other.close()
  })

  test('nonsense on the feed is answered or ends the feed, and harms nobody', async () => {
    const bystander = await Live.open(client)
    await bystander.subscribe('teams')
    for (const text of ['', '{', '[]', 'null', '{"op":"subscribe"}', '{"op":"dance","topic":"teams"}', '{"op":"subscribe","topic":"teams","ids":["x"]}',
      '{"op":"subscribe","topic":"teams","ids":["1"]}', '{"op":"subscribe","topic":7}', '['.repeat(30_000), `{"op":"subscribe","topic":"${'a'.repeat(60_000)}"}`]) {
      const live = await Live.open(client)
      live.send(text)
      live.send({ op: 'subscribe', topic: 'centres' })
      const first = await live.until((frame) => !!frame.error)
      expect(first.error!.message, text.slice(0, 60)).toMatch(/[.。]$/)
      expect((await live.until((frame) => frame.topic === 'centres')).snapshot).toHaveLength((await client.all('/api/v1/centres')).length)
      live.close()
    }
    const big = await Live.open(client)
    big.send('x'.repeat(70_000))
    expect((await big.closed).code).toBe(1009)
    const flood = await Live.open(client)
    for (let i = 0; i < 20_000; ++i) flood.send('{"op":"unsubscribe","topic":"teams"}')
    await flood.subscribe('teams').catch(() => undefined)
    await create(`heard ${engine}`)
    await bystander.until(has(`heard ${engine}`))
    bystander.close()
    flood.close()
  })

  test('a reader that does not read is closed, and others hear all the same', async () => {
    const quick = await Live.open(client)
    await quick.subscribe('teams')
    // Teams enough that each snapshot is large, asked for again and again by one that never reads.
    for (let i = 0; i < 150; i += 10) await Promise.all(Array.from({ length: 10 }, (_, k) => create(`${'长'.repeat(50)} ${i + k}`)))
    const slow = net.connect(server.port, '127.0.0.1')
    slow.on('error', () => {})
    slow.pause()
    slow.write(
      `GET /api/v1/live HTTP/1.1\r\nHost: ${server.host}\r\nOrigin: ${server.url}\r\nCookie: ${client.cookie}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    )
    const masked = (text: string) => {
      const bytes = Buffer.from(text)
      return Buffer.concat([Buffer.of(0x81, 0x80 | bytes.length, 0, 0, 0, 0), bytes])
    }
    const sockets = async () => Number((await client.get('/metrics')).text.match(/^yingda_live_sockets (\d+)/m)![1])
    await expect.poll(sockets).toBeGreaterThanOrEqual(2)
    const before = await sockets()
    // Each ask answers with about 50 kB; what the kernel takes in for a reader that sleeps is a few MB.
    const asking = setInterval(() => slow.writable && slow.write(masked('{"op":"subscribe","topic":"teams"}')), 2)
    await expect.poll(sockets, { timeout: 60_000 }).toBeLessThan(before)
    clearInterval(asking)
    await create(`after the slow one ${engine}`)
    await quick.until(has(`after the slow one ${engine}`))
    fold(quick.frames, 'teams')
    slow.destroy()
    quick.close()
  })

  test('a server that stops tells its feeds to come back', async ({ ground }) => {
    const other = await Server.start(await ground.newPlace(engine))
    const live = await Live.open(await admin(other))
    await live.subscribe('people')
    expect((await other.stop()).status).toBe(0)
    expect((await live.closed).code).toBe(1012)
  })
})
