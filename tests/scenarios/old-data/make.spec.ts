// Writes the data of the program in YINGDA_BINARY into this folder, as an old one for later programs to open:
//   YINGDA_MAKE_OLD_DATA=NAME YINGDA_BINARY=… npx playwright test --project=old-data
// Run it for a release; README.md tells of what is there.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { admin, headOffice, personFields, roleId, teamFields } from '../support/client.ts'
import { expect, onEachEngine, test } from '../support/engines.ts'
import { Server } from '../support/program.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), process.env.YINGDA_MAKE_OLD_DATA ?? 'unnamed')

onEachEngine((engine) => {
  test('make old data', async ({ ground }) => {
    const place = await ground.newPlace(engine)
    const server = await Server.start(place)
    const client = await admin(server)
    const root = await headOffice(client)
    const make = async (path: string, body: unknown) => {
      const reply = await client.post(`/api/v1/${path}`, body)
      expect(reply.status, reply.text).toBe(201)
      return reply.json
    }
    const fields = { parent_id: root, level: 'city', name: '上海', code: 'SH', time_zone: 'Asia/Shanghai', language: 'zh-CN', active: true }
    const centre = (await make('centres', fields)).id
    await make('departments', { centre_id: centre, parent_id: null, name: '售后' })
    const teams = []
    for (let i = 0; i < 5; ++i) teams.push(await make('teams', teamFields(centre, `第${i}组`)))
    await client.delete(`/api/v1/teams/${teams[4].id}`)
    await client.put(`/api/v1/teams/${teams[3].id}`, 1, teamFields(centre, '改名组'))
    const grants = [{ role_id: await roleId(client, 'supervisor'), scope: 'centre' }]
    await make('people', personFields(centre, 'wang', { name: '王芳', number: 'A7', phone: '+8613800138000', grants, password: 'Copper-Lantern-5' }))
    const { token } = await make('api-keys', { centre_id: centre, name: 'robot', grants, expires_at: null, active: true })
    await client.delete('/api/v1/session')
    await client.signIn()
    const lists: Record<string, any> = {}
    for (const list of ['centres', 'departments', 'teams', 'people', 'roles', 'api-keys']) lists[list] = await client.all(`/api/v1/${list}`)
    expect((await server.stop()).status).toBe(0)

    mkdirSync(folder, { recursive: true })
    const dump = place.database
      ? execFileSync('pg_dump', ['--no-owner', '--no-privileges', '--dbname', place.database], { encoding: 'utf8' })
      : execFileSync('sqlite3', [join(place.data, 'yingda.db'), '.dump'], { encoding: 'utf8' })
    // Newer minor versions of pg_dump write these two, which older ones of psql do not know.
    writeFileSync(join(folder, `${engine}.sql`), dump.replace(/^\\(un)?restrict .*\n/gm, ''))
    writeFileSync(join(folder, `${engine}.json`), JSON.stringify({ cookie: client.cookie, token, lists }, null, 1) + '\n')
    copyFileSync(`${place.data}.master.key`, join(folder, `${engine}.master.key`))
  })
})
