// Well-formed requests with bad intent or bad content.
import { symlinkSync, writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { admin, Client, headOffice, personFields, roleId, teamFields } from '../support/client.ts'
import { expect, onEachEngine, test } from '../support/engines.ts'
import { expectRefusal } from '../support/errors.ts'
import { makeAssets, makeFolder, Server } from '../support/program.ts'
import { talk } from '../support/raw.ts'
import { refusalOf } from '../support/live.ts'

const centreFields = (parent_id: string, code: string, name = code) => ({
  parent_id, level: 'city', name, code, time_zone: 'Asia/Shanghai', language: 'zh-CN', active: true,
})

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

  test('a wrong body is told all its faults at once', async () => {
    const body = {
      centre_id: 5, department_id: 'x', login: 'a', name: '', number: 'n'.repeat(21), phone: 'call me', email: 'nobody',
      language: 'klingon', active: 'yes', grants: [{ role_id: '1', scope: 'world' }, 7], shoe_size: 43,
    }
    const reply = await client.post('/api/v1/people', body)
    expectRefusal(reply, 422, 'invalid')
    const paths = reply.json.error.faults.map((fault: any) => fault.path)
    expect(paths).toEqual(expect.arrayContaining(['/centre_id', '/department_id', '/login', '/name', '/number', '/phone', '/email',
      '/language', '/active', '/grants/0/scope', '/grants/1', '/shoe_size']))
    for (const fault of reply.json.error.faults) expect(fault.message, fault.code).toMatch(/[.。]$/)
  })

  test('what is not the JSON of the endpoint is refused, never a failure of the server', async () => {
    const bodies = ['', ' ', 'null', '[]', '"text"', '7', '{', '{}', '{"name":}', '{"name":"a"}{}', '{"name":"a","name":"b"}', "{'name':'a'}",
      '{"name":"\\ud800"}', '{"name":"\\u0000"}', '{"centre_id":1e999}', '{"centre_id":99999999999999999999}', '[' .repeat(10_000),
      '{"a":'.repeat(1000), '{"name":NaN}', '\ufeff{}', '{"name":"tab\there"}', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])]
    for (const body of bodies)
      for (const path of ['/api/v1/teams', '/api/v1/session', '/api/v1/people', '/api/v1/roles', '/api/v1/api-keys']) {
        const reply = await client.post(path, body)
        expect([400, 422], `${path} ${body}`).toContain(reply.status)
        expectRefusal(reply, reply.status)
      }
    expect(await client.all('/api/v1/teams')).toEqual([])
  })

  test('other media types than JSON are refused, so that no form of another site gets in', async () => {
    const body = JSON.stringify(teamFields(centre, 'by form'))
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', 'application/jsonx', 'text/json', undefined]) {
      expectRefusal(await client.post('/api/v1/teams', body, { 'content-type': type }), 415)
      expectRefusal(await client.post('/api/v1/session', '{"user":"admin","password":"Quiet-River-88"}', { 'content-type': type }), 415)
    }
    expect((await client.post('/api/v1/teams', body, { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(201)
    for (const team of await client.all('/api/v1/teams')) await client.delete(`/api/v1/teams/${team.id}`)
  })

  test('changes that another site sends with our cookie are refused', async () => {
    const origins = ['http://evil.test', 'null', undefined, `https://${server.host}`, `${server.url}.evil.test`, `http://127.0.0.1`, `http://x@${server.host}`, `${server.url}/`]
    for (const origin of origins) {
      expectRefusal(await client.post('/api/v1/teams', teamFields(centre, 'cross-site'), { origin }), 403)
      expectRefusal(await client.request('DELETE', '/api/v1/sessions', { headers: { origin } }), 403)
      expect(await refusalOf(server, { cookie: client.cookie, origin }), String(origin)).toBe(403)
    }
    expectRefusal(await client.post('/api/v1/session', { user: 'admin', password: 'Quiet-River-88' }, { origin: 'http://evil.test' }), 403)
    expect(await client.all('/api/v1/teams')).toEqual([])
    for (const method of ['GET', 'OPTIONS']) {
      const reply = await client.request(method, '/api/v1/session', { headers: { origin: 'http://evil.test', 'access-control-request-method': 'POST' } })
      expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  test('cookies that are garbage, of another server, or signed out open nothing', async ({ ground }) => {
    const other = await Server.start(await ground.newPlace(engine))
    const foreign = (await admin(other)).cookie
    await other.stop()
    const gone = await admin(server)
    const goneCookie = gone.cookie
    expect((await gone.delete('/api/v1/session')).status).toBe(204)
    const good = client.cookie
    const cookies = ['', 'yingda_session', 'yingda_session=', 'yingda_session=x', `yingda_session=${'a'.repeat(8000)}`, foreign, goneCookie,
      good.slice(0, -1), `${good}x`, good.toUpperCase(), `yingda_session="' OR 1=1 --"`, 'yingda_session=%00', good.replace('yingda_session', 'session')]
    for (const cookie of cookies) {
      const nobody = new Client(server.url)
      expectRefusal(await nobody.get('/api/v1/session', { cookie: cookie || undefined }), 401, 'unauthenticated')
      expect(await refusalOf(server, { cookie, origin: server.url })).toBe(401)
    }
  })

  test('an id of another centre does not exist for whoever does not reach it', async () => {
    const make = async (path: string, body: unknown) => {
      const reply = await client.post(path, body)
      expect(reply.status, reply.text).toBe(201)
      return reply.json
    }
    const here = await make('/api/v1/centres', centreFields(centre, 'HERE'))
    const there = await make('/api/v1/centres', centreFields(centre, 'THERE'))
    const role = await roleId(client, 'centre_administrator')
    const password = 'Copper-Lantern-5'
    await make('/api/v1/people', personFields(here.id, 'local', { password, grants: [{ role_id: role, scope: 'centre' }] }))
    const people = [await make('/api/v1/people', personFields(there.id, 'foreign'))]
    const teams = [await make('/api/v1/teams', teamFields(there.id, 'foreign'))]
    const departments = [await make('/api/v1/departments', { centre_id: there.id, parent_id: null, name: 'foreign' })]
    const { key } = await make('/api/v1/api-keys', { centre_id: there.id, name: 'foreign', grants: [], expires_at: null, active: true })

    const local = new Client(server.url)
    await local.signIn('local', password)
    if ((await local.get('/api/v1/session')).json.must_change_password)
      expect((await local.post('/api/v1/session/password', { old_password: password, new_password: 'Copper-Lantern-6' })).status).toBe(204)
    const person = people[0].person
    const foreign: [string, object][] = [
      [`/api/v1/people/${person.id}`, personFields(there.id, 'foreign')],
      [`/api/v1/teams/${teams[0].id}`, teamFields(there.id, 'taken over')],
      [`/api/v1/departments/${departments[0].id}`, { centre_id: there.id, parent_id: null, name: 'taken over' }],
      [`/api/v1/centres/${there.id}`, centreFields(centre, 'THERE', 'taken over')],
      [`/api/v1/api-keys/${key.id}`, { centre_id: there.id, name: 'taken over', grants: [], expires_at: null, active: true }],
    ]
    for (const [path, body] of foreign) {
      const [seen, none] = [await local.get(path), await local.get(path.replace(/\d+$/, '1'))]
      expectRefusal(seen, 404, 'not_found')
      expect({ ...seen.json.error, trace_id: '' }, 'tells as much as an id that never was').toEqual({ ...none.json.error, trace_id: '' })
      expectRefusal(await local.put(path, 1, body), 404)
      if (!path.includes('people')) expectRefusal(await local.delete(path), 404)
    }
    for (const action of ['password-resets', 'unlocks', 'sign-outs'])
      expectRefusal(await local.post(`/api/v1/people/${person.id}/${action}`, {}), 404)
    // Nor can what is one's own be put there, or refer to it.
    expectRefusal(await local.post('/api/v1/teams', teamFields(there.id, 'planted')), 422)
    expectRefusal(await local.post('/api/v1/teams', { ...teamFields(here.id, 'bound'), leader_id: person.id }), 422)
    expectRefusal(await local.post('/api/v1/people', personFields(here.id, 'bound', { team_id: teams[0].id })), 422)
    for (const path of ['people', 'teams', 'departments', 'api-keys']) {
      const listed = await local.all(`/api/v1/${path}?centre_id=${there.id}`).catch(() => [])
      if (path !== 'api-keys') expect(listed).toEqual([])
      const all = await local.all(`/api/v1/${path}`)
      expect(all.filter((item) => item.centre_id === there.id), path).toEqual([])
    }
    expect((await local.all(`/api/v1/audit-entries?subject_id=${person.id}`))).toEqual([])
    expect((await client.get(`/api/v1/teams/${teams[0].id}`)).json).toEqual(teams[0])
  })

  test('ids that are none are refused or not found', async () => {
    for (const id of ['0', '-1', '1', 'x', '9223372036854775807', '9223372036854775808', '99999999999999999999999', '%27%20OR%201=1', '1e3', '１'].map(encodeURI)) {
      const reply = await client.get(`/api/v1/teams/${id}`)
      expect([400, 404, 422], `${id}: ${reply.text}`).toContain(reply.status)
      expectRefusal(reply, reply.status)
    }
  })

  test('script in every text comes back as text, as JSON that no browser sniffs', async () => {
    const texts = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'; DROP TABLE team; --", '${7*7}{{7*7}}', '</textarea>\u2028\u202e', '{0} {name} %s %n', '=1+cmd|calc', '𠮷😀é']
    const role = { rights: ['people.view'] }
    let number = 0
    for (const text of texts) {
      const bodies: [string, object, string[]][] = [
        ['/api/v1/teams', teamFields(centre, text), ['name']],
        ['/api/v1/departments', { centre_id: centre, parent_id: null, name: text }, ['name']],
        ['/api/v1/centres', { ...centreFields(centre, `X${++number}`), name: text }, ['name']],
        ['/api/v1/roles', { ...role, name: text, name_en: text }, ['name', 'name_en']],
      ]
      for (const [path, body, fields] of bodies) {
        const made = await client.post(path, body)
        expect(made.status, made.text).toBe(201)
        const seen = await client.get(`${path}/${made.json.id}`)
        for (const field of fields) expect(seen.json[field]).toBe(text)
        for (const reply of [made, seen, await client.get(path)]) {
          expect(reply.headers['content-type']).toBe('application/json')
          expect(reply.headers['x-content-type-options']).toBe('nosniff')
          expect(reply.headers['content-security-policy']).toContain("default-src 'self'")
          expect(reply.headers['cache-control']).toBe('no-store')
        }
      }
      const person = await client.post('/api/v1/people', personFields(centre, `x${number}`, { name: text }))
      expect(person.json.person.name).toBe(text)
      const search = await client.get(`/api/v1/people?q=${encodeURIComponent(text)}`)
      expect(search.status, search.text).toBe(200)
      const echoed = await client.get(`/api/v1/people?limit=${encodeURIComponent(text)}`)
      expectRefusal(echoed, 422)
    }
    for (const bad of ['a\r\nSet-Cookie: a=b', 'a\u0000b', 'a\u0007b', 'a\u001bb']) {
      const reply = await client.post('/api/v1/teams', teamFields(centre, bad))
      expectRefusal(reply, 422)
      expect(reply.headers['set-cookie']).toBeUndefined()
    }
  })

  test('wrong methods, HEAD and unknown paths, in both languages', async () => {
    const wrong = await client.request('PATCH', '/api/v1/teams', { body: {} })
    expectRefusal(wrong, 405)
    expect(wrong.headers.allow!.split(', ').sort()).toEqual(expect.arrayContaining(['GET', 'HEAD', 'POST']))
    expectRefusal(await client.request('PUT', '/healthz', { body: {} }), 405)
    expectRefusal(await client.request('POST', '/api/v1/live', { body: {} }), 405)
    expectRefusal(await client.get('/api/v1/live'), 426)
    expect((await client.request('TRACE', '/api/v1/teams')).status).toBeGreaterThanOrEqual(400)

    const get = await client.get('/api/v1/centres')
    const head = await client.request('HEAD', '/api/v1/centres')
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', String(Buffer.byteLength(get.text))])
    expect((await client.request('HEAD', '/api/v1/nothing')).status).toBe(404)

    const nobody = new Client(server.url)
    for (const path of ['/api/v1/nothing', '/api/v2/teams', '/api/v1/teams/1/2/3']) {
      const [english, chinese, other] = [
        await nobody.get(path, { 'accept-language': 'en-GB,en;q=0.9' }),
        await nobody.get(path, { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.1' }),
        await nobody.get(path, { 'accept-language': 'tlh' }),
      ]
      for (const reply of [english, chinese, other]) expectRefusal(reply, 404, 'not_found')
      expect(english.json.error.message).toMatch(/^[\x20-\x7e]+$/)
      expect(chinese.json.error.message).toMatch(/\p{Script=Han}/u)
      expect(other.json.error.message).toBe(chinese.json.error.message)
    }
  })

  test('edits need the version that was seen', async () => {
    const team = (await client.post('/api/v1/teams', teamFields(centre, 'versioned'))).json
    const path = `/api/v1/teams/${team.id}`
    expectRefusal(await client.request('PUT', path, { body: teamFields(centre, 'a') }), 428)
    for (const match of ['1', '"x"', '*', '"1", "2"', 'W/"1"', '""']) {
      const reply = await client.request('PUT', path, { body: teamFields(centre, 'a'), headers: { 'if-match': match } })
      expect([400, 412], match).toContain(reply.status)
    }
    const [first, second] = await Promise.all(['a', 'b'].map((name) => client.put(path, 1, teamFields(centre, name))))
    expect([first.status, second.status].sort()).toEqual([200, 412])
    expectRefusal(first.status === 412 ? first : second, 412)
    expect((await client.get(path)).headers.etag).toBe('"2"')
  })

  test('a repeated creation answers the same once; the same key for other content is refused', async () => {
    const key = { 'idempotency-key': 'k-1' }
    const replies = await Promise.all(Array.from({ length: 8 }, () => client.post('/api/v1/teams', teamFields(centre, 'once'), key)))
    expect(new Set(replies.map((reply) => `${reply.status} ${reply.json.id}`)).size).toBe(1)
    expect((await client.all('/api/v1/teams')).filter((team) => team.name === 'once')).toHaveLength(1)
    const other = await client.post('/api/v1/teams', teamFields(centre, 'twice'), key)
    expect(other.status).toBeGreaterThanOrEqual(409)
    expectRefusal(other, other.status)
    expect((await client.all('/api/v1/teams')).filter((team) => team.name === 'twice')).toHaveLength(0)
  })

  test('API keys open what they were given, until they expire, are switched off or deleted', async () => {
    const role = await roleId(client, 'supervisor')
    const fields = { centre_id: centre, name: 'robot', grants: [{ role_id: role, scope: 'centre' }], expires_at: null as string | null, active: true }
    const made = (await client.post('/api/v1/api-keys', fields)).json
    const bearer = (token: string) => ({ authorization: `Bearer ${token}`, origin: undefined })
    const robot = new Client(server.url)
    const ask = (token: string) => robot.get('/api/v1/people', bearer(token))
    expect((await ask(made.token)).status).toBe(200)
    expect(JSON.stringify(await client.all('/api/v1/api-keys'))).not.toContain(made.token)
    for (const wrong of ['', 'x', made.token.slice(0, -1), `${made.token}x`, made.token.toUpperCase(), client.cookie.split('=')[1]])
      expectRefusal(await ask(wrong), 401)
    for (const authorization of ['Basic YWRtaW46eA==', made.token, `bearer${made.token}`, 'Bearer'])
      expectRefusal(await robot.get('/api/v1/people', { authorization }), 401)
    // A wrong key beside a good cookie is not saved by the cookie.
    expectRefusal(await client.get('/api/v1/people', bearer('x')), 401)
    expectRefusal(await robot.post('/api/v1/session/password', { old_password: 'a', new_password: 'b' }, bearer(made.token)), 403)
    expect(await refusalOf(server, { authorization: `Bearer ${made.token}`, origin: server.url })).toBe(403)

    const soon = (await client.post('/api/v1/api-keys', { ...fields, name: 'brief', expires_at: new Date(Date.now() + 2500).toISOString() })).json
    expect((await ask(soon.token)).status).toBe(200)
    await expect.poll(async () => (await ask(soon.token)).status).toBe(401)
    expect((await client.put(`/api/v1/api-keys/${made.key.id}`, made.key.version, { ...fields, active: false })).status).toBe(200)
    expectRefusal(await ask(made.token), 401)
    const last = (await client.post('/api/v1/api-keys', { ...fields, name: 'last' })).json
    expect((await ask(last.token)).status).toBe(200)
    expect((await client.delete(`/api/v1/api-keys/${last.key.id}`)).status).toBe(204)
    expectRefusal(await ask(last.token), 401)
  })

  test('whoever lacks a right is refused by name, and nobody gives more than he has', async () => {
    const agent = await roleId(client, 'agent')
    const administrator = await roleId(client, 'system_administrator')
    const clerk = await roleId(client, 'centre_administrator')
    const password = 'Copper-Lantern-5'
    const make = async (login: string, role_id: string, scope: string) => {
      const made = await client.post('/api/v1/people', personFields(centre, login, { password, grants: [{ role_id, scope }] }))
      expect(made.status, made.text).toBe(201)
      const person = new Client(server.url)
      await person.signIn(login, password)
      await person.post('/api/v1/session/password', { old_password: password, new_password: `${password}9` })
      return person
    }
    const plain = await make('plain', agent, 'own')
    for (const path of ['/api/v1/api-keys', '/api/v1/audit-entries', '/api/v1/sign-in-policy']) expectRefusal(await plain.get(path), 403)
    expectRefusal(await plain.post('/api/v1/teams', teamFields(centre, 'no')), 403)
    expectRefusal(await plain.post('/api/v1/roles', { name: 'no', name_en: '', rights: ['roles.edit'] }), 403)
    const local = await make('local2', clerk, 'centre')
    const climb = await local.post('/api/v1/people', personFields(centre, 'climber', { grants: [{ role_id: administrator, scope: 'centre_and_below' }] }))
    expect([403, 422]).toContain(climb.status)
    const self = (await local.get('/api/v1/session')).json.person_id
    const me = (await local.get(`/api/v1/people/${self}`)).json
    const raise = await local.put(`/api/v1/people/${self}`, me.version, personFields(centre, 'local2', { grants: [{ role_id: administrator, scope: 'centre_and_below' }] }))
    expect([403, 422]).toContain(raise.status)
    const boss = (await client.get('/api/v1/session')).json.person_id
    expectRefusal(await local.post(`/api/v1/people/${boss}/password-resets`, {}), 403)
  })
})

test('files outside the console are not served, whatever the path looks like', async () => {
  const secret = makeFolder('secret')
  writeFileSync(join(secret, 'secret.txt'), 'TOP SECRET')
  const assets = makeAssets((folder) => {
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>console</title>')
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'assets', 'app-1a2b3c4d.js'), 'export {}')
    writeFileSync(join(folder, '.hidden'), 'TOP SECRET')
    writeFileSync(join(folder, '..', 'secret.txt'), 'TOP SECRET')
    symlinkSync(join(secret, 'secret.txt'), join(folder, 'assets', 'link.txt'))
    symlinkSync(secret, join(folder, 'out'))
  })
  const server = await Server.start({ assets })
  const targets = ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt', '/assets/..%5c..%5csecret.txt', '//etc/passwd',
    '/%2fetc/passwd', '/assets/%2e%2e/%2e%2e/secret.txt', '/assets/link.txt', '/out/secret.txt', '/.hidden', '/assets/app-1a2b3c4d.js/../../../secret.txt',
    '/%c0%ae%c0%ae/secret.txt', '/....//secret.txt', '/assets\\..\\..\\secret.txt', 'file:///etc/passwd', '/index.html%00.txt']
  for (const target of targets) {
    const heard = await talk(server, `GET ${target} HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\n\r\n`)
    expect(heard.statuses, target).toHaveLength(1)
    expect(heard.text, target).not.toMatch(/TOP SECRET|root:/)
  }
  const client = new Client(server.url)
  const page = await client.get('/')
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(page.headers['content-security-policy']).toContain("script-src 'self'")
  expect((await client.get('/some/page/of/the/console')).text).toBe(page.text)
  const script = await client.get('/assets/app-1a2b3c4d.js')
  expect([script.headers['content-type'], script.headers['x-content-type-options']]).toEqual(['text/javascript; charset=utf-8', 'nosniff'])
  expect((await client.request('HEAD', '/assets/app-1a2b3c4d.js')).headers['content-length']).toBe('9')
  expect((await client.get('/assets/gone.js')).status).toBe(404)
  expectRefusal(await client.post('/', {}), 404)
  await server.stop()
})
