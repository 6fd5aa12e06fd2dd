// Bytes that are not good HTTP: each gets its refusal, leaves nothing behind, and disturbs nobody else.
import { admin, headOffice, teamFields, Client } from '../support/client.ts'
import { expect, test } from '../support/engines.ts'
import { expectRefusal } from '../support/errors.ts'
import { Server } from '../support/program.ts'
import { closed, open, talk } from '../support/raw.ts'

let server: Server
let client: Client
let centre: string

test.beforeAll(async () => {
  server = await Server.start()
  client = await admin(server)
  centre = await headOffice(client)
})
test.afterAll(async () => {
  expect((await server?.stop())?.status).toBe(0)
})

const post = (headers: string, body: string) =>
  `POST /api/v1/session HTTP/1.1\r\nHost: ${server.host}\r\nContent-Type: application/json\r\n${headers}\r\n${body}`
const next = () => `GET /healthz HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`

// Whatever follows the ambiguous request in the same bytes must never be answered.
const ambiguous: Record<string, () => string> = {
  'Content-Length beside Transfer-Encoding': () => post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  'Transfer-Encoding beside Content-Length': () => post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', '0\r\n\r\n'),
  'two lengths that differ': () => post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}'),
  'two lengths that agree': () => post('Content-Length: 2\r\nContent-Length: 2\r\n', '{}'),
  'a list of lengths': () => post('Content-Length: 2, 2\r\n', '{}'),
  'a signed length': () => post('Content-Length: +2\r\n', '{}'),
  'a negative length': () => post('Content-Length: -2\r\n', '{}'),
  'a hexadecimal length': () => post('Content-Length: 0x2\r\n', '{}'),
  'an empty length': () => post('Content-Length:\r\n', '{}'),
  'a length beyond 64 bits': () => post('Content-Length: 18446744073709551618\r\n', '{}'),
  'chunked twice': () => post('Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n'),
  'two encodings in two fields': () => post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', '0\r\n\r\n'),
  'an encoding that only looks like chunked': () => post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'),
  'chunked by vertical tab': () => post('Transfer-Encoding: \x0bchunked\r\n', '0\r\n\r\n'),
  'a folded header': () => post('X-Long: a\r\n b\r\nContent-Length: 2\r\n', '{}'),
  'a folded Transfer-Encoding': () => post('Transfer-Encoding:\r\n chunked\r\n', '0\r\n\r\n'),
  'a space before the colon': () => post('Content-Length : 2\r\n', '{}'),
  'a bare LF after a header': () => post('X-A: b\nContent-Length: 2\r\n', '{}'),
  'a bare LF after the request line': () => `GET / HTTP/1.1\nHost: ${server.host}\r\n\r\n`,
  'bare LFs alone': () => `GET / HTTP/1.1\nHost: ${server.host}\n\n`,
  'a bare CR in a header': () => post('X-A: b\rX-C: d\r\nContent-Length: 2\r\n', '{}'),
  'a NUL in a header': () => post('X-A: b\0c\r\nContent-Length: 2\r\n', '{}'),
  'a header without a name': () => post(': b\r\nContent-Length: 2\r\n', '{}'),
  'a header without a colon': () => post('nonsense\r\nContent-Length: 2\r\n', '{}'),
  'a line before the first header that begins with a space': () => `GET / HTTP/1.1\r\n Host: ${server.host}\r\n\r\n`,
  'two Hosts': () => `GET / HTTP/1.1\r\nHost: ${server.host}\r\nHost: evil.test\r\n\r\n`,
  'no Host': () => 'GET /api/v1/session HTTP/1.1\r\n\r\n',
  'a malformed Host': () => 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n',
  'a target of another host than Host': () => `GET http://evil.test/ HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`,
  'two spaces in the request line': () => `GET  / HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`,
  'a request line without version': () => `GET /\r\nHost: ${server.host}\r\n\r\n`,
  'chunks of a signed size': () => post('Transfer-Encoding: chunked\r\n', '+2\r\n{}\r\n0\r\n\r\n'),
  'chunks of a prefixed size': () => post('Transfer-Encoding: chunked\r\n', '0x2\r\n{}\r\n0\r\n\r\n'),
  'chunks of an endless size': () => post('Transfer-Encoding: chunked\r\n', 'fffffffffffffffff\r\n{}\r\n0\r\n\r\n'),
  'a chunk longer than its size': () => post('Transfer-Encoding: chunked\r\n', '1\r\n{}\r\n0\r\n\r\n'),
  'chunk lines that end in a bare LF': () => post('Transfer-Encoding: chunked\r\n', '2\n{}\n0\n\n'),
  'chunked in HTTP/1.0': () => post('Transfer-Encoding: chunked\r\n', '0\r\n\r\n').replace('HTTP/1.1', 'HTTP/1.0'),
  'TLS on the plain port': () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'plain nonsense': () => '\0\x01\x02\x03\r\n\r\n',
}

for (const [name, bytes] of Object.entries(ambiguous))
  test(`smuggling: ${name} is refused, and the connection is closed`, async () => {
    const heard = await talk(server, bytes() + next())
    expect(heard.closed, 'the connection stayed open').toBe(true)
    expect(heard.statuses, heard.text).toHaveLength(1)
    expect(heard.statuses[0], heard.text).toBe(name.startsWith('an encoding') ? 501 : 400)
    expect(heard.text).not.toContain('"status":"ok"')
    const body = JSON.parse(heard.text.slice(heard.text.indexOf('\r\n\r\n') + 4))
    expect(body.error.message).toMatch(/[.。]$/)
  })

test('good requests in one piece are answered each, in order', async () => {
  const heard = await talk(server, next(), next().replace('healthz', 'nothing'), next().replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))
  expect(heard.closed).toBe(true)
  expect(heard.statuses).toHaveLength(3)
  expect([heard.statuses[0], heard.statuses[2]]).toEqual([200, 200])
})

test('heads and targets beyond their limits get their own refusal', async () => {
  const get = (target: string, header = '') => `GET ${target} HTTP/1.1\r\nHost: ${server.host}\r\n${header}\r\n`
  expect((await talk(server, get(`/${'a'.repeat(9000)}`))).statuses).toEqual([414])
  expect((await talk(server, get('/', `X-Long: ${'a'.repeat(17_000)}\r\n`))).statuses).toEqual([431])
  expect((await talk(server, get('/', 'X-Many: a\r\n'.repeat(2000)))).statuses).toEqual([431])
  expect((await talk(server, get('/').replace('HTTP/1.1', 'HTTP/3.0'))).statuses).toEqual([505])
  expect((await talk(server, get('/').replace('GET', 'BREW'))).statuses[0]).toBe(501)
  expect((await talk(server, post('', ''))).statuses).toEqual([411])
  expect((await talk(server, post('Expect: a-miracle\r\nContent-Length: 2\r\n', '{}'))).statuses).toEqual([417])
})

test('a body beyond its limit is refused while others are served', async () => {
  const big = JSON.stringify(teamFields(centre, 'x'.repeat(3 * 1024 * 1024)))
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const many = Array.from({ length: 20 }, (_, i) =>
    i % 2
      ? talk(server, post(`Content-Length: ${big.length}\r\n`, big))
      : talk(server, post('Transfer-Encoding: chunked\r\n', ''), ...Array.from({ length: 40 }, () => chunk)),
  )
  for (let i = 0; i < 20; ++i) expect((await client.get('/api/v1/session')).status).toBe(200)
  for (const heard of await Promise.all(many)) {
    expect(heard.statuses).toEqual([413])
    expect(heard.closed).toBe(true)
  }
  // Bodies where none belongs are refused too, instead of being taken for the next request.
  expect((await talk(server, `GET /healthz HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: ${next().length}\r\n\r\n${next()}`)).statuses).toEqual([413])
  expectRefusal(await client.post('/api/v1/teams', teamFields(centre, 'x'.repeat(1024 * 1024 + 1))), 413)
})

test('a connection cut in the middle of a body leaves nothing half done', async () => {
  const before = await client.all('/api/v1/teams')
  const audit = await client.all('/api/v1/audit-entries')
  const body = JSON.stringify(teamFields(centre, 'never whole'))
  const head = `POST /api/v1/teams HTTP/1.1\r\nHost: ${server.host}\r\nOrigin: ${server.url}\r\nCookie: ${client.cookie}\r\nContent-Type: application/json\r\n`
  for (let cut = 0; cut < body.length; cut += 7) {
    const socket = await open(server, `${head}Content-Length: ${body.length}\r\n\r\n${body.slice(0, cut)}`)
    cut % 2 ? socket.destroy() : socket.resetAndDestroy()
    const chunked = await open(server, `${head}Transfer-Encoding: chunked\r\n\r\n${cut ? `${cut.toString(16)}\r\n${body.slice(0, cut)}\r\n` : ''}`)
    chunked.end()
    await closed(chunked)
  }
  expect(await client.all('/api/v1/teams')).toEqual(before)
  expect(await client.all('/api/v1/audit-entries')).toEqual(audit)
})

test('a connection cut before the reply leaves the whole or nothing', async () => {
  const body = JSON.stringify(teamFields(centre, 'perhaps'))
  const bytes =
    `POST /api/v1/teams HTTP/1.1\r\nHost: ${server.host}\r\nOrigin: ${server.url}\r\nCookie: ${client.cookie}\r\n` +
    `Content-Type: application/json\r\nIdempotency-Key: perhaps\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  for (let i = 0; i < 20; ++i) (await open(server, bytes)).resetAndDestroy()
  const again = await client.post('/api/v1/teams', body, { 'idempotency-key': 'perhaps' })
  expect(again.status).toBe(201)
  const teams = (await client.all('/api/v1/teams')).filter((team) => team.name === 'perhaps')
  expect(teams).toEqual([again.json])
})

test('slow senders neither stop others nor stay for ever', async () => {
  const slow = await Promise.all(
    Array.from({ length: 300 }, (_, i) =>
      open(server, i % 2 ? 'GET /healthz HT' : `POST /api/v1/session HTTP/1.1\r\nHost: ${server.host}\r\nX-A: `),
    ),
  )
  // A byte now and then buys no time.
  const dribble = setInterval(() => slow.forEach((socket) => socket.writable && socket.write('a')), 500)
  const ended = slow.map(closed)
  const others = Array.from({ length: 8 }, () => new Client(server.url))
  for (let round = 0; round < 10; ++round)
    for (const reply of await Promise.all(others.map((other) => other.request('GET', '/healthz', { timeoutMs: 5000 }))))
      expect(reply.status).toBe(200)
  expect((await client.post('/api/v1/teams', teamFields(centre, 'meanwhile'))).status).toBe(201)
  const texts = await Promise.all(ended)
  clearInterval(dribble)
  for (const text of texts) expect(text).toMatch(/^$|^HTTP\/1\.1 408 /)
  expect(texts.filter((text) => text.includes('408')).length).toBeGreaterThan(250)
  others.forEach((other) => other.close())
})

test('a Host that is not ours is refused, as a name bound to our address would be', async () => {
  for (const host of ['evil.test', `evil.test:${server.port}`, '169.254.169.254', 'localhost.evil.test', '127.0.0.1.evil.test'])
    expectRefusal(await client.get('/api/v1/session', { host }), 421)
  for (const host of [`localhost:${server.port}`, `127.0.0.1:${server.port}`, '127.0.0.1'])
    expect((await client.get('/api/v1/session', { host })).status, host).toBe(200)
  expect((await client.get('/healthz', { host: 'evil.test' })).status).toBe(200)
})

test('escapes that would break out of a header or a path are refused', async () => {
  for (const target of ['/%0d%0aSet-Cookie:%20a=b', '/%00', '/%', '/%zz', '/%ff', '/a%2fb', '/%2e%2e/secret', '/..%2fsecret', '/a\\b', '/../secret', '/api/v1/../../secret']) {
    const heard = await talk(server, `GET ${target} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`)
    expect(heard.statuses, target).toEqual([400])
    expect(heard.text).not.toMatch(/^set-cookie/im)
  }
  for (const query of ['limit=%0d%0aa:b', 'after=%00', 'q=%ff%fe', 'limit=%', 'limit=%zz']) {
    const reply = await client.get(`/api/v1/people?${query}`)
    expect(reply.status === 200 || (reply.status >= 400 && reply.status < 500), query).toBe(true)
    expect(reply.headers).not.toHaveProperty('a')
  }
})

test('thousands of random requests get an answer below 500 or a closed connection', async () => {
  let state = 20261121
  const random = (below: number) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below
  const base = post('Content-Length: 44\r\n', '{"user":"nobody","password":"not-this-one!!"}').replace(/user/g, 'usxr')
  const some = async () => {
    const bytes = Buffer.from(base, 'latin1')
    for (let i = 1 + random(4); i > 0; --i) bytes[random(bytes.length)] = random(256)
    const cut = bytes.subarray(0, random(10) ? bytes.length : random(bytes.length))
    return new Promise<string>((resolve) => {
      open(server, '').then((socket) => {
        const heard = closed(socket)
        socket.write(cut)
        socket.end()
        heard.then(resolve)
      })
    })
  }
  for (let i = 0; i < 60; ++i)
    for (const text of await Promise.all(Array.from({ length: 25 }, some)))
      expect(text).toMatch(/^$|^HTTP\/1\.[01] [1234]\d\d |^HTTP\/1\.[01] 50[15] /)
  expect((await client.get('/healthz')).status).toBe(200)
})
