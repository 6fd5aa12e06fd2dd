// Runs the same scenarios on both databases.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { makeFolder, type Place } from './program.ts'
import { Cluster, rowsOf } from './postgres.ts'

export type Engine = 'sqlite' | 'postgres'
export const engines: Engine[] = ['sqlite', 'postgres']

// `newPlace` gives a fresh data folder, with a fresh database where the engine has one beside it. The
// PostgreSQL cluster is made once per worker, when first asked for.
export interface Ground {
  newPlace(engine: Engine): Promise<Place>
  query(place: Place, sql: string): string[][]
  // These two only while no server runs on it.
  execute(place: Place, sql: string): void
  load(place: Place, dump: string): void
}

export function makeGround(sync: 'on' | 'off'): Ground & { end(): Promise<void> } {
  let cluster: Promise<Cluster> | undefined
  let started: Cluster | undefined
  return {
    async newPlace(engine) {
      if (engine === 'sqlite') return { data: makeFolder() }
      started = await (cluster ??= Cluster.start(sync))
      return { data: makeFolder(), database: started.makeDatabase() }
    },
    query(place, sql) {
      if (place.database) return started!.ask(new URL(place.database).pathname.slice(1), sql)
      const file = join(place.data, 'yingda.db')
      return rowsOf(execFileSync('sqlite3', ['-readonly', '-tabs', file, sql], { encoding: 'utf8' }))
    },
    execute(place, sql) {
      if (place.database) started!.ask(new URL(place.database).pathname.slice(1), sql)
      else execFileSync('sqlite3', [join(place.data, 'yingda.db'), sql])
    },
    load(place, dump) {
      if (place.database) started!.load(new URL(place.database).pathname.slice(1), dump)
      else execFileSync('sqlite3', [join(place.data, 'yingda.db'), `.read ${dump}`])
    },
    async end() {
      await (await cluster)?.stop()
    },
  }
}

export const test = base.extend<object, { ground: Ground }>({
  ground: [
    async ({}, use) => {
      const ground = makeGround('off')
      await use(ground)
      await ground.end()
    },
    { scope: 'worker' },
  ],
})

export { expect } from '@playwright/test'

export function onEachEngine(scenarios: (engine: Engine) => void) {
  for (const engine of engines) test.describe(engine, () => scenarios(engine))
}
