// Strangers on web chat: who floods, lies or guesses is refused, and others are served meanwhile.
import { admin, Client, headOffice, queueFields, siteFields } from '../support/client.ts'
import { expect, onEachEngine, test } from '../support/engines.ts'
import { expectRefusal } from '../support/errors.ts'
import { Server } from '../support/program.ts'
import { talk } from '../support/raw.ts'
import WebSocket from 'ws'

const path = '/api/v1/webchat'
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

interface Browser {
  client: Client
  token: string
  chat: string
}

function form(client_id: string, name: string, content: Buffer) {
  const head = `--edge\r\ncontent-disposition: form-data; name="client_id"\r\n\r\n${client_id}\r\n--edge\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: image/png\r\n\r\n`
  return { body: Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n--edge--\r\n')]), headers: { 'content-type': 'multipart/form-data; boundary=edge' } }
}

onEachEngine((engine) => {
  let server: Server
  let site_key: string
  let words = 0

  test.beforeAll(async ({ ground }) => {
    server = await Server.start(await ground.newPlace(engine))
    const client = await admin(server)
    const centre = await headOffice(client)
    const queue = (await client.post('/api/v1/queues', queueFields(centre, 'hall'))).json
    site_key = (await client.post('/api/v1/chat-sites', siteFields(centre, queue.id, { form: [] }))).json.site_key
    client.close()
  })
  test.afterAll(async () => {
    await server?.stop()
  })

  const session = (client: Client) => client.post(`${path}/sessions`, { site_key, token: null, language: null })
  const say = ({ client, chat }: Browser, text = '在吗') => client.post(`${path}/chats/${chat}/messages`, { client_id: `w${++words}`, text })
  const upload = ({ client, chat }: Browser, name: string, content: Buffer) => client.request('POST', `${path}/chats/${chat}/files`, form(`f${++words}`, name, content))
  const begin = async (address: string): Promise<Browser> => {
    const { token } = (await session(new Client(server.url, {}, address))).json
    const client = new Client(server.url, { authorization: `Bearer ${token}` }, address)
    const reply = await client.post(`${path}/chats`, { form: {}, language: 'zh-CN', page: { url: '', title: '' }, text: '', client_id: `w${++words}` })
    expect(reply.status, reply.text).toBe(201)
    return { client, token, chat: reply.json.id }
  }

  test('an address that opens session after session is refused, another one is served', async () => {
    const flood = new Client(server.url, {}, '127.0.2.1')
    const statuses: number[] = []
    for (let i = 0; i < 1_000; i += 50) statuses.push(...(await Promise.all(Array.from({ length: 50 }, async () => (await session(flood)).status))))
    expect(new Set(statuses)).toEqual(new Set([200, 429]))
    expect(statuses.filter((status) => status === 200).length).toBeLessThan(200)
    expectRefusal(await session(flood), 429)
    const other = await begin('127.0.2.2')
    expect((await say(other)).status).toBe(200)
  })

  test('a file of 100 MB is refused while others write', async () => {
    const [rude, kind] = [await begin('127.0.2.3'), await begin('127.0.2.4')]
    const head = `POST ${path}/chats/${rude.chat}/files HTTP/1.1\r\nHost: ${server.host}\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: ${100 * 1024 * 1024}\r\n\r\n`
    const refused = talk(server, head, Buffer.alloc(1024 * 1024))
    expect((await say(kind)).status).toBe(200)
    expect((await refused).statuses).toEqual([413])
    expect((await say(rude)).status).toBe(200)
  })

  test('a feed that floods is closed, and one of another chat is refused', async () => {
    const [flood, own] = [await begin('127.0.2.10'), await begin('127.0.2.11')]
    const closing = (token: string, chat_id: string, words: number) =>
      new Promise<number>((resolve, reject) => {
        const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/webchat/live`, { origin: server.url })
        socket.on('error', reject)
        socket.on('close', resolve)
        socket.on('open', () => {
          socket.send(JSON.stringify({ op: 'hello', token, chat_id, after: 0 }))
          for (let i = 0; i < words; ++i) socket.send(JSON.stringify({ op: 'received', seq: i }))
        })
      })
    expect(await closing(flood.token, flood.chat, 300)).toBe(1008)
    expect(await closing(flood.token, own.chat, 0)).toBe(1008)
    expect((await say(own)).status).toBe(200)
  })

  test('markup and files that are not what their names say are refused', async () => {
    const browser = await begin('127.0.2.5')
    for (const [name, content] of [
      ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
      ['photo.png', '<html><script>alert(1)</script></html>'],
      ['photo.png', 'MZ\u0090\u0000 a program'],
    ] as const)
      expectRefusal(await upload(browser, name, Buffer.from(content, 'latin1')), 415)
  })

  test('a picture is served so that it cannot act', async () => {
    const browser = await begin('127.0.2.6')
    const sent = await upload(browser, 'pixel.png', pixel)
    expect(sent.status, sent.text).toBe(200)
    const served = await browser.client.get(`${path}/chats/${browser.chat}/files/${sent.json.file.id}`)
    expect(served.status).toBe(200)
    expect(served.headers['x-content-type-options']).toBe('nosniff')
    expect(served.headers['content-security-policy']).toContain('sandbox')
    const stranger = await begin('127.0.2.7')
    expectRefusal(await stranger.client.get(`${path}/chats/${browser.chat}/files/${sent.json.file.id}`), 404)
  })

  test("another one's chat is not found", async () => {
    const [own, stranger] = [await begin('127.0.2.8'), await begin('127.0.2.9')]
    const guess = { ...stranger, chat: own.chat }
    expectRefusal(await say(guess), 404)
    expectRefusal(await stranger.client.get(`${path}/chats/${own.chat}/messages`), 404)
    expectRefusal(await stranger.client.post(`${path}/chats/${own.chat}/ends`), 404)
    expectRefusal(await upload(guess, 'pixel.png', pixel), 404)
    expect((await own.client.get(`${path}/chats/${own.chat}/messages`)).json.items).toEqual([])
  })
})
