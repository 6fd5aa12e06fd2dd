// A data folder that an older program left opens with this one, whole, with all that was in it.
import { chmodSync, copyFileSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { admin, Client, personFields, teamFields } from '../support/client.ts'
import { expect, onEachEngine, test } from '../support/engines.ts'
import { placeWords, run, Server } from '../support/program.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'old-data')
const olds = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())

onEachEngine((engine) => {
  for (const { name } of olds)
    test(`data of the program "${name}" opens, is whole, and goes on`, async ({ ground }) => {
      const old = JSON.parse(readFileSync(join(folder, name, `${engine}.json`), 'utf8'))
      const place = await ground.newPlace(engine)
      ground.load(place, join(folder, name, `${engine}.sql`))
      copyFileSync(join(folder, name, `${engine}.master.key`), `${place.data}.master.key`)
      chmodSync(`${place.data}.master.key`, 0o600)

      const server = await Server.start(place)
      const client = await admin(server)
      for (const [list, items] of Object.entries<any[]>(old.lists)) {
        const now = await client.all(`/api/v1/${list}`)
        // Later programs may add fields, and rights to roles that shipped.
        for (const item of items) {
          const { last_sign_in_at: _, last_used_at: __, rights, version, updated_at, ...lasting } = item
          const found = now.find((one) => one.id === item.id)
          expect(found, `${list} ${item.name}`).toMatchObject(rights ? lasting : { ...lasting, version, updated_at })
          if (rights) expect(found.rights).toEqual(expect.arrayContaining(rights))
        }
        expect(now.length).toBeGreaterThanOrEqual(items.length)
      }
      const teams = await client.all('/api/v1/teams')
      expect(teams.map((team) => team.id)).toEqual(old.lists.teams.map((team: any) => team.id))
      expect((await client.all('/api/v1/people?q=王芳')).map((person) => person.login)).toEqual(['wang'])
      const robot = new Client(server.url)
      expect((await robot.get('/api/v1/teams', { authorization: `Bearer ${old.token}` })).status).toBe(200)
      await new Client(server.url).signIn('wang', 'Copper-Lantern-5')

      const team = old.lists.teams[0]
      expect((await client.put(`/api/v1/teams/${team.id}`, team.version, teamFields(team.centre_id, '新名'))).status).toBe(200)
      expect((await client.post('/api/v1/people', personFields(team.centre_id, 'new'))).status).toBe(201)
      expect((await server.stop()).status).toBe(0)
      const checked = await run('check', ...placeWords(place))
      expect(checked.status, checked.out).toBe(0)
      await (await Server.start(place)).stop()
    })
})
