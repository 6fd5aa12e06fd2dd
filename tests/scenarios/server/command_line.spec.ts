// The command line: what it refuses and says, backup and restore, the verbs for people, how a server ends.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync, copyFileSync, truncateSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import tls from 'node:tls'
import { admin, Client, headOffice, personFields, teamFields } from '../support/client.ts'
import { expect, onEachEngine, test } from '../support/engines.ts'
import { Live } from '../support/live.ts'
import { binary, makeFolder, placeWords, root, run, Server, start, type Place } from '../support/program.ts'

const verb = (words: string[], place: Place) => run(...words, ...placeWords(place))

test('two servers on one data folder: the second is refused with a sentence', async () => {
  const first = await Server.start()
  const second = await run('serve', ...placeWords(first.place), '--http', '127.0.0.1:0')
  expect(second.status).toBe(1)
  expect(second.err).toContain(`another server uses the data folder ${first.place.data}; stop it first`)
  expect((await new Client(first.url).get('/healthz')).json).toEqual({ status: 'ok' })
  await first.stop()
})

test('plain HTTP beyond loopback is refused with a sentence', async () => {
  const data = makeFolder()
  for (const address of ['0.0.0.0:0', '[::]:0', '192.0.2.1:80']) {
    const refused = await run('serve', '--data', data, '--assets', root, '--http', address)
    expect(refused.status, address).toBe(1)
    expect(refused.err).toContain('plain HTTP beyond loopback would send passwords in the clear: use --https')
  }
  expect(readdirSync(data)).toEqual([])
})

test('bad words on the command line get a sentence and not a server', async () => {
  const data = makeFolder()
  const words = ['serve', '--data', data, '--assets', root]
  expect((await run(...words)).err).toContain('give at least one of --http HOST:PORT and --https HOST:PORT')
  for (const address of ['8080', 'localhost', '127.0.0.1:', '127.0.0.1:65536', '127.0.0.1:80x', '::1:80']) {
    const refused = await run(...words, '--http', address)
    expect(refused.status, address).toBe(1)
    expect(refused.err).toContain('--http must be HOST:PORT')
  }
  expect((await run()).status).not.toBe(0)
  expect((await run('nonsense')).status).not.toBe(0)
  const away = await run('serve', '--data', data, '--assets', '/nonexistent', '--http', '127.0.0.1:0')
  expect(away.err).toContain('--assets')
})

test('commands on a folder that holds no data say so, and leave nothing there', async () => {
  const data = join(makeFolder('typo'), 'daat')
  const to = join(makeFolder('backup'), 'new')
  for (const words of [['check'], ['backup', '--to', to], ['user', 'list'], ['user', 'unlock', 'admin'], ['user', 'reset-password', 'admin']]) {
    expect(await verb(words, { data })).toMatchObject({ status: 1, err: expect.stringContaining(`there is no data in ${data}`) })
    expect(existsSync(data) || existsSync(to), words.join(' ')).toBe(false)
  }
})

test('a configuration file with an unknown or wrong value is refused by name', async () => {
  const folder = makeFolder('config')
  const file = join(folder, 'yingda.toml')
  const serve = () => run('serve', '--config', file, '--assets', root)
  const data = `data = "${join(folder, 'data')}"\n`
  writeFileSync(file, `${data}http = "127.0.0.1:0"\nlisten = "127.0.0.1:0"\n`)
  expect(await serve()).toMatchObject({ status: 1, err: expect.stringContaining('has the unknown value listen') })
  writeFileSync(file, `${data}http = 8080\n`)
  expect(await serve()).toMatchObject({ status: 1, err: expect.stringContaining('http must be a text in quotes') })
  writeFileSync(file, `${data}http = "127.0.0.1:0"\nnode = 1024\n`)
  expect(await serve()).toMatchObject({ status: 1, err: expect.stringContaining('node must be 0 to 1023') })
  writeFileSync(file, `${data}http = [\n`)
  expect(await serve()).toMatchObject({ status: 1, err: expect.stringContaining('cannot be read') })
  expect(existsSync(join(folder, 'data'))).toBe(false)

  writeFileSync(file, `${data}http = "127.0.0.1:0"\nhosts = ["yingda.test"]\n`)
  const server = start(['serve', '--config', file, '--assets', root])
  const [, url] = await server.until('out', /Yingda listens on (\S+)\n/)
  const client = new Client(url)
  expect((await client.get('/api/openapi.json', { host: 'yingda.test' })).status).toBe(200)
  expect((await client.get('/api/openapi.json', { host: 'evil.test' })).status).toBe(421)
  server.child.kill('SIGTERM')
  expect((await server.finished).status).toBe(0)
})

test('the first start tells where the master key is, and keeps it and the data to its owner', async () => {
  const server = await Server.start()
  const key = `${server.place.data}.master.key`
  await server.running.until('out', new RegExp(`The master key is in ${key}`))
  for (const path of [key, join(server.place.data, 'yingda.db'), server.place.data]) {
    const shared = statSync(path).mode & 0o077
    expect(path === key || path === server.place.data ? shared : 0, path).toBe(0)
  }
  await server.stop()
  const again = await Server.start({ data: server.place.data })
  await again.stop()
  expect(again.running.out).not.toContain('master key')
})

test('without a given password the first administrator gets a made-up one, told once', async () => {
  const place = { data: makeFolder() }
  const server = await Server.start({ ...place, environment: { YINGDA_ADMIN_PASSWORD: '' } })
  const [, password] = await server.running.until('out', /Sign in as admin with the password (\S+) /)
  const client = new Client(server.url)
  await client.signIn('admin', password)
  const changed = await client.post('/api/v1/session/password', { old_password: password, new_password: 'Brisk-Otter-41' })
  expect(changed.status).toBe(204)
  expect((await client.get('/api/v1/people')).status).toBe(200)
  await server.stop()
  const again = await Server.start({ ...place, environment: { YINGDA_ADMIN_PASSWORD: 'Other-Words-77' } })
  await new Client(again.url).signIn('admin', 'Brisk-Otter-41')
  await again.stop()
  expect(again.running.out).not.toContain('password')
})

test('an https server makes itself a certificate, and takes a replaced one without a restart', async () => {
  const server = await Server.start({ listen: ['--https', '127.0.0.1:0'] })
  const client = await admin(server)
  expect(client.cookie).toMatch(/^yingda_session=/)
  const signIn = await client.post('/api/v1/session', { user: 'admin', password: 'Quiet-River-88' })
  expect(signIn.headers['set-cookie']![0]).toContain('; Secure')
  expect(signIn.headers['strict-transport-security']).toContain('max-age=')

  const shown = () =>
    new Promise<string>((resolve, reject) => {
      const socket = tls.connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().fingerprint256)
        socket.destroy()
      })
      socket.on('error', reject)
    })
  const before = await shown()
  const made = makeFolder('certificate')
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=replaced.test', '-keyout', join(made, 'key'), '-out', join(made, 'certificate')], { stdio: 'ignore' })
  copyFileSync(join(made, 'key'), join(server.place.data, 'certificate.key'))
  copyFileSync(join(made, 'certificate'), join(server.place.data, 'certificate.pem'))
  await expect.poll(shown, { timeout: 60_000 }).not.toBe(before)
  expect((await client.get('/api/v1/session')).status).toBe(200)
  // Half a file is not taken: the certificate in use stays.
  const good = await shown()
  truncateSync(join(server.place.data, 'certificate.pem'), 100)
  expect(await shown()).toBe(good)
  await server.stop()
})

test('a second start is quick, and an idle server is small', async () => {
  const first = await Server.start()
  await first.stop()
  const second = await Server.start({ data: first.place.data })
  await (await admin(second)).get('/api/v1/people')
  const [, resident] = readFileSync(`/proc/${second.running.child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/)!
  const megabytes = Number(resident) / 1024
  console.log(`second start ${Math.round(second.startedInMs)} ms, idle memory ${megabytes.toFixed(1)} MB`)
  test.info().annotations.push({ type: 'measured', description: `${Math.round(second.startedInMs)} ms, ${megabytes.toFixed(1)} MB` })
  expect(second.startedInMs).toBeLessThan(4000)
  expect(megabytes).toBeLessThan(120)
  await second.stop()
})

onEachEngine((engine) => {
  test('another master key is refused with a sentence, and the right one still opens', async ({ ground }) => {
    const place = await ground.newPlace(engine)
    const server = await Server.start(place)
    await server.stop()
    const other = await Server.start()
    await other.stop()
    const words = ['serve', ...placeWords(place), '--http', '127.0.0.1:0', '--master-key']
    const wrong = await run(...words, `${other.place.data}.master.key`)
    expect(wrong.status).toBe(1)
    expect(wrong.err).toContain('master key')
    const missing = await run(...words, join(place.data, 'no-such-key'))
    expect(missing.status).toBe(1)
    expect(missing.err).toContain('no-such-key')
    expect(existsSync(join(place.data, 'no-such-key'))).toBe(false)
    await (await Server.start(place)).stop()
  })

  test('a backup taken while writes run holds what was acknowledged before it, and restores whole', async ({ ground }) => {
    const place = await ground.newPlace(engine)
    const server = await Server.start(place)
    const client = await admin(server)
    const centre = await headOffice(client)
    const create = async (name: string) => (await client.post('/api/v1/teams', teamFields(centre, name))).json
    const before = []
    for (let i = 0; i < 20; ++i) before.push(await create(`before ${i}`))

    let running = true
    const meanwhile = (async () => {
      const made = []
      while (running) made.push(await create(`meanwhile ${made.length}`))
      return made
    })()
    const folder = join(makeFolder('backup'), 'new')
    const backup = await verb(['backup', '--to', folder], place)
    running = false
    expect(backup).toMatchObject({ status: 0, err: '' })
    expect(backup.out).toContain('is not in the backup: keep it apart')
    const made = await meanwhile
    expect(made.length).toBeGreaterThan(0)
    expect(readdirSync(folder, { recursive: true }).join()).not.toContain('master.key')
    const again = await verb(['backup', '--to', folder], place)
    expect(again).toMatchObject({ status: 1, err: expect.stringContaining('is not empty; name a new one') })
    const restoreIn = (into: Place, from = folder) => verb(['restore', '--from', from], into)
    await client.delete('/api/v1/session')
    await server.stop()

    const into = await ground.newPlace(engine)
    const keyless = await restoreIn(into)
    expect(keyless).toMatchObject({ status: 1, err: expect.stringContaining('put the master key') })
    copyFileSync(`${place.data}.master.key`, `${into.data}.master.key`)
    expect(await restoreIn(into)).toMatchObject({ status: 0 })
    expect(await verb(['check'], into)).toMatchObject({ status: 0, out: expect.stringContaining('are whole') })
    const restored = await Server.start(into)
    const reader = await admin(restored)
    const teams = await reader.all('/api/v1/teams')
    for (const team of before) expect(teams).toContainEqual(team)
    // Of what was written meanwhile a beginning is there: as it was acknowledged, in order, no holes.
    const later = teams.filter((team) => team.name.startsWith('meanwhile'))
    expect(later).toEqual(made.slice(0, later.length))
    // The log goes on behind the restored events, and its readers see what is new.
    const created = await reader.post('/api/v1/teams', teamFields(centre, 'after'))
    expect(created.status).toBe(201)
    await restored.stop()
    expect(await verb(['check'], into)).toMatchObject({ status: 0 })

    expect(await restoreIn(into)).toMatchObject({ status: 1, err: expect.stringContaining('is not empty; name a new one') })
  })

  test('a damaged backup is refused before anything is written', async ({ ground }) => {
    const place = await ground.newPlace(engine)
    await (await Server.start(place)).stop()
    const folder = join(makeFolder('backup'), 'new')
    expect((await verb(['backup', '--to', folder], place)).status).toBe(0)
    const into = await ground.newPlace(engine)
    copyFileSync(`${place.data}.master.key`, `${into.data}.master.key`)
    const restore = () => verb(['restore', '--from', folder], into)
    const file = join(folder, engine === 'sqlite' ? 'yingda.db' : 'yingda.dump')
    const content = readFileSync(file)
    const manifest = readFileSync(join(folder, 'MANIFEST.json'), 'utf8')

    const flipped = Buffer.from(content)
    flipped[flipped.length >> 1] ^= 1
    for (const damaged of [flipped, content.subarray(0, content.length - 1), Buffer.concat([content, Buffer.of(0)])]) {
      writeFileSync(file, damaged)
      expect(await restore()).toMatchObject({ status: 1, err: expect.stringContaining('the backup is damaged') })
    }
    writeFileSync(file, content)
    writeFileSync(join(folder, 'MANIFEST.json'), manifest.replace(/"path":"[^"]*"/, '"path":"../../etc/passwd"'))
    expect(await restore()).toMatchObject({ status: 1, err: expect.stringContaining('names a file outside itself') })
    writeFileSync(join(folder, 'MANIFEST.json'), manifest.slice(0, -3))
    expect(await restore()).toMatchObject({ status: 1, err: expect.stringContaining('holds no readable MANIFEST.json') })
    expect(readdirSync(into.data)).toEqual([])
    writeFileSync(join(folder, 'MANIFEST.json'), manifest)
    expect(await restore()).toMatchObject({ status: 0 })
  })

  test('people are listed, added, unlocked and given passwords from the command line, also beside a running server', async ({ ground }) => {
    const place = await ground.newPlace(engine)
    const server = await Server.start(place)
    const user = (...words: string[]) => verb(['user', ...words], place)
    expect((await user('list')).out).toMatch(/^admin\t\S+\tactive\n$/)
    const added = await user('add', 'wang', '--name', '王芳', '--role', 'supervisor', '--scope', 'centre')
    expect(added.status).toBe(0)
    const [, first] = added.out.match(/The password of wang is (\S+) and must be changed/)!
    expect((await user('list')).out).toContain('wang\t王芳\tactive')
    const client = new Client(server.url)
    expect((await client.signIn('wang', first)).must_change_password).toBe(true)

    expect(await user('add', 'WANG', '--name', 'x', '--role', 'agent')).toMatchObject({ status: 1, err: expect.stringContaining('Already in use') })
    expect(await user('add', 'li', '--name', 'x', '--role', 'emperor')).toMatchObject({ status: 1, err: expect.stringContaining('there is no role emperor') })
    expect(await user('add', 'li', '--name', 'x', '--role', 'agent', '--scope', 'world')).toMatchObject({ status: 1, err: expect.stringContaining('the scope must be') })
    expect(await user('reset-password', 'nobody')).toMatchObject({ status: 1, err: expect.stringContaining('no person with the login nobody') })

    let locked
    for (let i = 0; i < 12 && locked?.status !== 429; ++i)
      locked = await client.post('/api/v1/session', { user: 'wang', password: 'wrong' })
    expect(locked!.status).toBe(429)
    expect(await user('unlock', 'wang')).toMatchObject({ status: 0 })
    await client.signIn('wang', first)
    const reset = await user('reset-password', 'wang')
    const [, second] = reset.out.match(/The password of wang is now (\S+) and must/)!
    expect((await client.post('/api/v1/session', { user: 'wang', password: first })).status).toBe(401)
    expect((await client.signIn('wang', second)).must_change_password).toBe(true)
    await server.stop()
    expect((await verb(['check'], place)).status).toBe(0)
  })

  test('a password reset on the command line ends the sessions and feeds of a running server', async ({ ground }) => {
    const place = await ground.newPlace(engine)
    const server = await Server.start(place)
    const client = await admin(server)
    const live = await Live.open(client)
    await live.subscribe('people')
    expect((await verb(['user', 'add', 'zhou', '--name', '周', '--role', 'agent'], place)).status).toBe(0)
    await live.until((frame) => !!frame.upserts?.some((person) => person.login === 'zhou'))
    expect((await verb(['user', 'reset-password', 'admin'], place)).status).toBe(0)
    await expect.poll(async () => (await client.get('/api/v1/session')).status).toBe(401)
    expect((await live.closed).code).toBe(4401)
    await server.stop()
  })

  test('SIGTERM lets a request in hand end, takes no new one, and exits with 0', async ({ ground }) => {
    const server = await Server.start(await ground.newPlace(engine))
    const client = await admin(server)
    const centre = await headOffice(client)
    // A request that is being read when the signal comes: its last byte is sent only once the server drains.
    const body = JSON.stringify(teamFields(centre, 'the last one'))
    const socket = net.connect(server.port, '127.0.0.1')
    let answer = ''
    const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()))
    socket.setEncoding('utf8').on('data', (text) => (answer += text))
    socket.on('error', () => {})
    const head = `POST /api/v1/teams HTTP/1.1\r\nHost: ${server.host}\r\nOrigin: ${server.url}\r\nCookie: ${client.cookie}\r\n` +
      `Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
    const asked = new Promise<void>((resolve) => socket.on('data', () => answer.includes('100 Continue') && resolve()))
    socket.write(head)
    await asked
    server.running.child.kill('SIGTERM')
    await server.running.until('err', /stopping: requests in hand may end/)
    socket.write(body)
    await ended
    expect(answer).toContain('HTTP/1.1 201')
    expect(answer).toContain('Connection: close')
    const finished = await server.running.finished
    expect(finished).toMatchObject({ status: 0, signal: null })
    expect(finished.err).toContain('stopped')
    await expect(client.get('/healthz')).rejects.toThrow()

    const again = await Server.start(server.place)
    const teams = await (await admin(again)).all('/api/v1/teams')
    expect(teams.map((team) => team.name)).toEqual(['the last one'])
    await again.stop()
  })

  test('many requests in hand at SIGTERM: each is answered or was never begun', async ({ ground }) => {
    const server = await Server.start(await ground.newPlace(engine))
    const client = await admin(server)
    const centre = await headOffice(client)
    const made: string[] = []
    const writer = async (name: string) => {
      for (let i = 0; ; ++i) {
        const reply = await client.post('/api/v1/teams', teamFields(centre, `${name} ${i}`)).catch(() => undefined)
        if (!reply) return `${name} ${i}`
        expect(reply.status).toBe(201)
        made.push(`${name} ${i}`)
        if (made.length === 40) server.running.child.kill('SIGTERM')
      }
    }
    await Promise.all(['a', 'b', 'c', 'd'].map(writer))
    expect((await server.running.finished).status).toBe(0)
    const again = await Server.start(server.place)
    const teams = await (await admin(again)).all('/api/v1/teams')
    expect(teams.map((team) => team.name).sort()).toEqual(made.sort())
    await again.stop()
  })

  test('a person added on the command line shows to a client of the running server', async ({ ground }) => {
    const place = await ground.newPlace(engine)
    const server = await Server.start(place)
    const client = await admin(server)
    const centre = await headOffice(client)
    expect((await client.post('/api/v1/people', personFields(centre, 'chen'))).status).toBe(201)
    await verb(['user', 'add', 'zhao', '--name', '赵敏', '--role', 'agent'], place)
    const logins = (await client.all('/api/v1/people')).map((person) => person.login)
    expect(logins).toEqual(expect.arrayContaining(['admin', 'chen', 'zhao']))
    await server.stop()
  })
})

test('the program is there', () => {
  expect(existsSync(binary), `${binary} was not built`).toBe(true)
})

// Ids have 63 bits, and a browser holds whole numbers to 53. Those of things of many kinds are told as they are kept; no
// page opens them.
test('ids are strings in the description of the API', async () => {
  const { schemas } = JSON.parse((await run('openapi')).out).components
  const isNumber = (schema: any): boolean => schema.type === 'integer' || (schema.anyOf ?? []).some(isNumber)
  const numbers = Object.entries<any>(schemas).flatMap(([name, schema]) =>
    Object.entries(schema.properties ?? {}).filter(([key, value]) => /^(.*_)?id$/.test(key) && isNumber(value)).map(([key]) => `${name}.${key}`),
  )
  expect(numbers.sort()).toEqual(['ActorRef.id', 'Alarm.subject_id', 'Change.actor_id'])
})
