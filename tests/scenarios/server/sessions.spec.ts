// Signing in and out over HTTP, lock-out, and what becomes of a session.
import { admin, Client, headOffice, personFields, roleId } from '../support/client.ts'
import { expect, onEachEngine, test } from '../support/engines.ts'
import { expectRefusal } from '../support/errors.ts'
import { Live } from '../support/live.ts'
import { Server, type Place } from '../support/program.ts'

const first = 'Copper-Lantern-5'
const second = 'Silver-Meadow-7'

onEachEngine((engine) => {
  let place: Place
  let server: Server
  let client: Client
  let number = 0

  test.beforeAll(async ({ ground }) => {
    place = await ground.newPlace(engine)
    server = await Server.start(place)
    client = await admin(server)
  })
  test.afterAll(async () => {
    expect((await server?.stop())?.status).toBe(0)
  })

  // A supervisor who has changed the first password, with one session.
  async function supervisor() {
    const login = `person${++number}`
    const grants = [{ role_id: await roleId(client, 'supervisor'), scope: 'centre' }]
    const made = await client.post('/api/v1/people', personFields(await headOffice(client), login, { password: first, grants }))
    expect(made.status, made.text).toBe(201)
    const person = new Client(server.url)
    await person.signIn(login, first)
    expect((await person.post('/api/v1/session/password', { old_password: first, new_password: second })).status).toBe(204)
    return { person, login, id: made.json.person.id as string }
  }

  const again = async (login: string, password = second) => {
    const other = new Client(server.url)
    await other.signIn(login, password)
    return other
  }
  const signedIn = async (one: Client) => (await one.get('/api/v1/session')).status === 200

  test('a wrong password and a login that does not exist get the same answer', async () => {
    const { login } = await supervisor()
    const nobody = new Client(server.url)
    const [wrong, unknown] = [
      await nobody.post('/api/v1/session', { user: login, password: 'wrong' }),
      await nobody.post('/api/v1/session', { user: `${login}-no`, password: 'wrong' }),
    ]
    for (const reply of [wrong, unknown]) expectRefusal(reply, 401, 'unauthenticated')
    expect({ ...wrong.json.error, trace_id: '' }).toEqual({ ...unknown.json.error, trace_id: '' })
    expect(wrong.headers['set-cookie']).toBeUndefined()
  })

  test('too many failures lock a login, known or not, until somebody unlocks it', async () => {
    const { person, login, id } = await supervisor()
    const nobody = new Client(server.url)
    const policy = (await client.get('/api/v1/sign-in-policy')).json
    for (const user of [login, `ghost${number}`]) {
      const statuses = []
      for (let i = 0; i < policy.lock_after_failures; ++i)
        statuses.push((await nobody.post('/api/v1/session', { user: user.toUpperCase(), password: 'wrong' })).status)
      expect(statuses).toEqual([...Array(policy.lock_after_failures - 1).fill(401), 429])
      // The right password does not help now, and the answer does not tell that it is right.
      expectRefusal(await nobody.post('/api/v1/session', { user, password: second }), 429)
    }
    expect(await signedIn(person), 'who is inside stays inside').toBe(true)
    expect((await client.get(`/api/v1/people/${id}`)).json.locked_until).not.toBeNull()
    expect((await client.post(`/api/v1/people/${id}/unlocks`, {})).json.locked_until).toBeNull()
    await again(login)
    const audit = (await client.all(`/api/v1/audit-entries?subject_id=${id}`)).map((entry) => entry.action)
    expect(audit).toEqual(expect.arrayContaining(['session.failed', 'session.opened', 'person.password_changed']))
  })

  test('signing out ends this session alone; the cookie is worth nothing afterwards', async () => {
    const { person, login } = await supervisor()
    const other = await again(login)
    const cookie = person.cookie
    expect((await person.delete('/api/v1/session')).status).toBe(204)
    expect((await person.get('/api/v1/session', { cookie })).status).toBe(401)
    expect(await signedIn(other)).toBe(true)
  })

  test('one lists the own sessions, ends one of them, or all at once', async () => {
    const { person, login } = await supervisor()
    const [other, third] = [await again(login), await again(login)]
    const sessions = (await person.get('/api/v1/sessions')).json.items
    expect(sessions).toHaveLength(3)
    expect(sessions.filter((session: any) => session.current)).toHaveLength(1)
    const otherId = (await other.get('/api/v1/session')).json.id
    expect((await person.delete(`/api/v1/sessions/${otherId}`)).status).toBe(204)
    expect([await signedIn(person), await signedIn(other), await signedIn(third)]).toEqual([true, false, true])
    // The session of somebody else is out of reach.
    const foreign = (await client.get('/api/v1/session')).json.id
    expectRefusal(await person.delete(`/api/v1/sessions/${foreign}`), 404)
    const cookie = person.cookie
    expect((await person.delete('/api/v1/sessions')).status).toBe(204)
    expect((await person.get('/api/v1/session', { cookie })).status).toBe(401)
    expect(await signedIn(third)).toBe(false)
    expect(await signedIn(client)).toBe(true)
  })

  test('changing the password ends the other sessions, and the rules hold', async () => {
    const { person, login } = await supervisor()
    const other = await again(login)
    const change = (old_password: string, new_password: string) => person.post('/api/v1/session/password', { old_password, new_password })
    expectRefusal(await change('wrong', 'Amber-Forest-99'), 422)
    for (const bad of ['short', 'password1234', 'aaaaaaaaaaaaaaaa', `x-${login}-x-12`, second]) expectRefusal(await change(second, bad), 422)
    expect(await signedIn(other)).toBe(true)
    expect((await change(second, 'Amber-Forest-99')).status).toBe(204)
    expect([await signedIn(person), await signedIn(other)]).toEqual([true, false])
    expect((await new Client(server.url).post('/api/v1/session', { user: login, password: second })).status).toBe(401)
    await again(login, 'Amber-Forest-99')
  })

  test('a first or reset password opens nothing but its own change', async () => {
    const { person, login, id } = await supervisor()
    const { password } = (await client.post(`/api/v1/people/${id}/password-resets`, {})).json
    expect(await signedIn(person)).toBe(false)
    const fresh = new Client(server.url)
    expect((await fresh.signIn(login, password)).must_change_password).toBe(true)
    expectRefusal(await fresh.get('/api/v1/people'), 403)
    await expect(Live.open(fresh)).rejects.toThrow('403')
    expect((await fresh.post('/api/v1/session/password', { old_password: password, new_password: 'Amber-Forest-98' })).status).toBe(204)
    expect((await fresh.get('/api/v1/people')).status).toBe(200)
  })

  for (const how of ['signed out by somebody', 'made inactive', 'given a new password', 'signed out everywhere', 'signed out here'] as const)
    test(`a person ${how} is out at once, with the live feed`, async () => {
      const { person, login, id } = await supervisor()
      const live = await Live.open(person)
      expect((await live.subscribe('teams')).snapshot).toBeDefined()
      const bystander = await Live.open(client)
      expect((await bystander.subscribe('teams')).snapshot).toBeDefined()
      if (how === 'signed out by somebody') expect((await client.post(`/api/v1/people/${id}/sign-outs`, {})).status).toBe(204)
      if (how === 'given a new password') await client.post(`/api/v1/people/${id}/password-resets`, {})
      if (how === 'signed out everywhere') await (await again(login)).delete('/api/v1/sessions')
      const cookie = person.cookie
      if (how === 'signed out here') await person.delete('/api/v1/session')
      if (how === 'made inactive') {
        const { json: now } = await client.get(`/api/v1/people/${id}`)
        const fields = personFields(now.centre_id, login, { grants: now.grants, active: false })
        expect((await client.put(`/api/v1/people/${id}`, now.version, fields)).status).toBe(200)
        expectRefusal(await new Client(server.url).post('/api/v1/session', { user: login, password: second }), 401)
      }
      expect((await live.closed).code, how).toBe(4401)
      expect((await person.get('/api/v1/session', { cookie })).status, how).toBe(401)
      expect(bystander.socket.readyState).toBe(bystander.socket.OPEN)
      bystander.close()
    })

  test('a changed role counts in the next request, also of a session that was there', async () => {
    const { person, id, login } = await supervisor()
    expect((await person.get('/api/v1/people')).status).toBe(200)
    const { json: now } = await client.get(`/api/v1/people/${id}`)
    expect((await client.put(`/api/v1/people/${id}`, now.version, personFields(now.centre_id, login))).status).toBe(200)
    expectRefusal(await person.get('/api/v1/people'), 403)
  })

  test('sessions outlive a restart, and end when they were idle too long', async ({ ground }) => {
    const { person, login } = await supervisor()
    const other = await again(login)
    const idle = (await other.get('/api/v1/session')).json.id
    expect((await server.stop()).status).toBe(0)
    ground.execute(place, `UPDATE session SET last_seen_at = last_seen_at - 86400000 WHERE id = ${idle}`)
    server = await Server.start(place)
    const at = (one: Client) => new Client(server.url).get('/api/v1/session', { cookie: one.cookie })
    expect((await at(person)).status).toBe(200)
    expectRefusal(await at(other), 401)
    client = await admin(server)
  })
})
