// Customers over HTTP: who reaches them, what is shown of them, and imports that are cut off.
import { admin, Client, customerFields, headOffice, personFields, phone, roleId } from '../support/client.ts'
import { expect, onEachEngine, test } from '../support/engines.ts'
import { expectRefusal } from '../support/errors.ts'
import { Live } from '../support/live.ts'
import { placeWords, run, Server, type Place } from '../support/program.ts'

const number = '13812345678'

function upload(client: Client, centre: string, csv: string, name = 'customers.csv') {
  const boundary = 'scenario-boundary'
  const part = (disposition: string, content: string) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`
  const body = part('name="centre_id"', centre) + part(`name="file"; filename="${name}"`, csv) + `--${boundary}--\r\n`
  return client.post('/api/v1/customer-imports', body, { 'content-type': `multipart/form-data; boundary=${boundary}` })
}

onEachEngine((engine) => {
  let place: Place
  let server: Server
  let client: Client
  let centre: string

  test.beforeAll(async ({ ground }) => {
    place = await ground.newPlace(engine)
    server = await Server.start(place)
    client = await admin(server)
    centre = await headOffice(client)
  })
  test.afterAll(async () => {
    expect((await server?.stop())?.status).toBe(0)
    expect(await run('check', ...placeWords(place))).toMatchObject({ status: 0 })
  })
  const create = async (name: string, more: object = {}, where = centre) => {
    const reply = await client.post('/api/v1/customers', customerFields(where, name, more))
    expect(reply.status, reply.text).toBe(201)
    return reply.json
  }

  test('an identity is shown masked everywhere, and whole only to who asks for it, which is audited', async () => {
    const made = await create('王小明', { identities: [phone(number)] })
    const path = `/api/v1/customers/${made.id}`
    const live = await Live.open(client)
    live.send({ op: 'subscribe', topic: 'customers', ids: [made.id] })
    const snapshot = await live.until((frame) => !!frame.snapshot)
    live.close()
    expect(snapshot.snapshot![0].id).toBe(made.id)
    const replies = [await client.get(path), await client.get('/api/v1/customers'), await client.get(`/api/v1/customers?q=${number}`),
      await client.get(`${path}/changes`), await client.get(`${path}/duplicates`)]
    for (const text of [JSON.stringify(made), JSON.stringify(snapshot), ...replies.map((reply) => reply.text)]) expect(text).not.toContain(number)
    expect(replies[2].json.items.map((item: any) => item.id)).toEqual([made.id])
    expect((await client.get('/api/v1/customers?q=5678')).json.items.map((item: any) => item.id)).toEqual([made.id])

    const audited = async () => (await client.all(`/api/v1/audit-entries?subject_id=${made.id}&action=customer.unmasked`)).length
    expect(await audited()).toBe(0)
    expect((await client.post(`${path}/unmaskings`, {})).json.identities[0].value).toContain(number)
    expect(await audited()).toBe(1)
    // The masked value goes back and forth without becoming the value.
    const { id: _, merged_into: __, version, created_at: ___, updated_at: ____, ...fields } = made
    expect((await client.put(path, version, { ...fields, name: '王大明' })).status).toBe(200)
    expect((await client.post(`${path}/unmaskings`, {})).json.identities[0].value).toContain(number)
    expect(JSON.stringify(await client.all('/api/v1/audit-entries'))).not.toContain(number)
  })

  test('identities lie in the database sealed, and never in the event log', async ({ ground }) => {
    const sealed = ground.query(place, 'SELECT sealed, value_index, tail_index, masked FROM customer_identity').flat().join('\n')
    expect(sealed.length).toBeGreaterThan(10)
    expect(sealed).not.toContain(number)
    const events = ground.query(place, 'SELECT type, body FROM event').flat().join('\n')
    expect(events).toContain('customers.customer_changed')
    expect(events).not.toMatch(/王|1381234/)
  })

  test('a customer of another centre does not exist for whoever does not reach it', async () => {
    const fields = (code: string) => ({ parent_id: centre, level: 'city', name: code, code, time_zone: 'Asia/Shanghai', language: 'zh-CN', active: true })
    const here = (await client.post('/api/v1/centres', fields('NEAR'))).json
    const there = (await client.post('/api/v1/centres', fields('FAR'))).json
    const password = 'Copper-Lantern-5'
    const grants = [{ role_id: await roleId(client, 'centre_administrator'), scope: 'centre' }]
    await client.post('/api/v1/people', personFields(here.id, 'local', { password, grants }))
    const local = new Client(server.url)
    await local.signIn('local', password)
    await local.post('/api/v1/session/password', { old_password: password, new_password: `${password}9` })

    const foreign = await create('远方客户', { identities: [phone('13987654321')] }, there.id)
    const own = await create('本地客户', {}, here.id)
    const path = `/api/v1/customers/${foreign.id}`
    expectRefusal(await local.get(path), 404)
    expectRefusal(await local.put(path, 1, customerFields(here.id, 'taken over')), 404)
    expectRefusal(await local.delete(path), 404)
    for (const action of ['unmaskings']) expectRefusal(await local.post(`${path}/${action}`, {}), 404)
    for (const part of ['changes', 'duplicates', 'relations']) expectRefusal(await local.get(`${path}/${part}`), 404)
    expectRefusal(await local.post(`${path}/merges`, { other_id: own.id }), 404)
    const merge = await local.post(`/api/v1/customers/${own.id}/merges`, { other_id: foreign.id })
    expect([404, 422]).toContain(merge.status)
    const relation = await local.post(`/api/v1/customers/${own.id}/relations`, { other_id: foreign.id, kind: 'family', note: '' })
    expect([404, 422]).toContain(relation.status)
    for (const query of ['', '?q=13987654321', '?q=4321', `?q=${encodeURIComponent('远方')}`, `?centre_id=${there.id}`])
      expect((await local.all(`/api/v1/customers${query}`)).filter((item) => item.id !== own.id), query).toEqual([])
    expectRefusal(await local.post('/api/v1/customers', customerFields(there.id, 'planted')), 422)
    const live = await Live.open(local)
    live.send({ op: 'subscribe', topic: 'customers', ids: [foreign.id, own.id] })
    expect((await live.until((frame) => !!frame.snapshot)).snapshot!.map((item) => item.id)).toEqual([own.id])
    live.close()
    const csv = await local.get('/api/v1/customers.csv')
    expect(csv.status).toBe(200)
    expect(csv.text).toContain('本地客户')
    expect(csv.text).not.toContain('远方客户')
  })

  test('script and formulas in a customer come back as text, and do nothing in a spreadsheet', async () => {
    const script = '<script>alert(1)</script>'
    const made = await create(script, { note: `${script}\n1+1`, tags: [script], addresses: [{ label: script.slice(0, 25), region: script, street: script, postcode: '' }] })
    const seen = await client.get(`/api/v1/customers/${made.id}`)
    expect(seen.json).toEqual(made)
    expect([seen.json.name, seen.json.tags[0], seen.json.addresses[0].street]).toEqual([script, script, script])
    expect([seen.headers['content-type'], seen.headers['x-content-type-options']]).toEqual(['application/json', 'nosniff'])
    for (const name of ['=1+cmd|calc', '+1+1', '-2+3', '@SUM(A1)']) await create(name)
    const csv = await client.get('/api/v1/customers.csv')
    expect(csv.headers['content-type']).toContain('text/csv')
    expect(csv.headers['content-disposition']).toContain('attachment')
    expect(csv.text).toContain('1+cmd|calc')
    expect(csv.text).not.toMatch(/(^|,|")[-=+@][0-9S]/m)
  })

  test('what is no upload of a table is refused, never a failure of the server', async () => {
    const type = 'multipart/form-data; boundary=b'
    const bodies: [string, string][] = [
      ['', type], ['--b--', type], ['--b\r\n\r\n\r\n--b--', type], ['nonsense', type], ['--b\r\nContent-Disposition: form-data; name="file"', type],
      ['x', 'multipart/form-data'], ['x', `multipart/form-data; boundary=${'b'.repeat(300)}`], ['{}', 'application/json'], ['a=b', 'text/csv'],
      [`--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n`.repeat(200) + '--b--', type],
    ]
    for (const [body, contentType] of bodies) {
      const reply = await client.post('/api/v1/customer-imports', body, { 'content-type': contentType })
      expect([400, 413, 415, 422], `${contentType} ${body.slice(0, 80)}: ${reply.text}`).toContain(reply.status)
    }
    for (const csv of ['', '\n', '\0\0\0', '"', 'a,b\n"unfinished', '\xff\xfe\xfd'.repeat(10), 'PK\x03\x04', ','.repeat(10_000)]) {
      const reply = await upload(client, centre, csv)
      expect(reply.status === 201 || (reply.status >= 400 && reply.status < 500), `${csv.slice(0, 20)}: ${reply.text}`).toBe(true)
    }
    expectRefusal(await upload(client, '1', '姓名\n王\n'), 422)
  })

  test('an import cut off by kill -9 goes on after the restart: each row once', async ({ ground }) => {
    const rows = 3000
    const title = '姓名,手机,备注\n'
    const csv = title + Array.from({ length: rows }, (_, i) => `导入${i},${13700000000 + i},第${i}行\n`).join('')
    const previewed = await upload(client, centre, csv)
    expect(previewed.status, previewed.text).toBe(201)
    const path = `/api/v1/customer-imports/${previewed.json.id}`
    const columns = [{ title: '姓名', target: 'name', field_key: '' }, { title: '手机', target: 'phone', field_key: '' }, { title: '备注', target: 'note', field_key: '' }]
    const running = await client.post(`${path}/runs`, { columns, duplicates: 'skip' })
    expect(running.status, running.text).toBeLessThan(300)
    const state = async () => (await client.get(path)).json
    await expect.poll(async () => (await state()).created, { timeout: 60_000, intervals: [10] }).toBeGreaterThan(0)
    const before = await state()
    await server.kill()
    expect(await run('check', ...placeWords(place))).toMatchObject({ status: 0 })
    // The dead server's lease ends, which otherwise takes a minute.
    ground.execute(place, "UPDATE job SET due_at = 0 WHERE state = 'running'")
    server = await Server.start(place)
    client = await admin(server)
    console.log(`${engine}: killed with ${before.created} of ${rows} rows imported`)
    await expect.poll(async () => (await state()).state, { timeout: 80_000 }).toBe('done')
    expect(await state()).toMatchObject({ created: rows, updated: 0, skipped: 0, faulty: 0, rows })
    const names = (await client.all('/api/v1/customers')).map((item) => item.name).filter((name) => name.startsWith('导入'))
    expect(names).toHaveLength(rows)
    expect(new Set(names).size).toBe(rows)
    expect((await client.get(`/api/v1/customers?q=${13700000000 + rows - 1}`)).json.items.map((item: any) => item.name)).toEqual([`导入${rows - 1}`])
  })
})
