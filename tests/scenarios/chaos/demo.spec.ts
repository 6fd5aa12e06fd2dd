// The demo at many times its pace for a long time. YINGDA_DEMO_MINUTES and YINGDA_DEMO_PACE say how long and how
// fast. YINGDA_DEMO_RUNNING="URL PID DATA LOG" watches one that runs already, whose administrator has the password
// in YINGDA_ADMIN_PASSWORD, and ends it.
import { existsSync, readFileSync } from 'node:fs'
import { Client } from '../support/client.ts'
import { errorsIn, faultsOf, lineOf, sample, thirds, type Sample, type Watched } from '../support/long_run.ts'
import { adminPassword, run, Server } from '../support/program.ts'
import { expect, test } from '@playwright/test'

const minutes = Number(process.env.YINGDA_DEMO_MINUTES ?? 12)
const pace = process.env.YINGDA_DEMO_PACE ?? '10'
const perMinute = 4

interface Demo extends Watched {
  data: string
  end: () => Promise<void>
}

async function attach(words: string): Promise<Demo> {
  const [url, pid, data, log] = words.split(' ')
  const client = new Client(url)
  await client.signIn('admin', process.env.YINGDA_ADMIN_PASSWORD ?? adminPassword)
  const end = async () => {
    process.kill(Number(pid), 'SIGTERM')
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 60_000 }).toBe(false)
  }
  return { client, pid: Number(pid), data, log: () => readFileSync(log, 'utf8'), end }
}

async function begin(): Promise<Demo> {
  const server = await Server.start({ words: ['--demo', '--demo-pace', pace] })
  const client = new Client(server.url)
  await client.signIn()
  return {
    client,
    pid: server.running.child.pid!,
    data: server.place.data,
    log: () => server.running.out + server.running.err,
    end: async () => expect((await server.stop()).status).toBe(0),
  }
}

test(`the demo at ${pace} times its pace for ${minutes} minutes stays as it is, and its figures are what the log says`, async () => {
  test.setTimeout((minutes + 10) * 60_000)
  const demo = await (process.env.YINGDA_DEMO_RUNNING ? attach(process.env.YINGDA_DEMO_RUNNING) : begin())
  const samples: Sample[] = []
  const began = Date.now()
  for (let tick = 0; tick <= minutes * perMinute; ++tick) {
    await new Promise((resolve) => setTimeout(resolve, began + (tick * 60_000) / perMinute - Date.now()))
    samples.push(await sample(demo))
    if (tick % perMinute === 0) console.log(lineOf(samples.at(-1)!, began))
  }
  await demo.end()
  const verified = await run('reports', 'verify', '--data', demo.data)
  const memory = thirds(samples, (one) => one.rss)
  console.log(`memory: ${memory.middle.toFixed(1)} MB in the middle third, ${memory.last.toFixed(1)} MB in the last`)
  console.log(verified.out + verified.err)
  expect(faultsOf(samples), errorsIn(demo.log()).join('\n')).toEqual([])
  expect(verified.status).toBe(0)
})
