// Watches a server for a long time: what it takes of the machine, who is with whom and since when. At the end it
// is judged: memory flat, nothing left open, nobody stuck, no error in the log.
import { readFileSync, readdirSync } from 'node:fs'
import type { Client } from './client.ts'

// The longest that anything may last before it counts as stuck, in seconds. What a customer or an agent ends by
// hand may last; what the server ends by itself may not.
const longest = { offer: 60, wrap_up: 300, queue: 900, agent: 1800, not_responding: 900 }
type Kind = keyof typeof longest

export interface Sample {
  at: number // ms
  rss: number // MB
  descriptors: number
  threads: number
  open: number // contacts
  agents: Record<string, number> // by state
  seconds: Record<Kind, number> // since when the eldest of each kind is so
  stuck: string[]
  errors: number // in the log so far
}

export interface Watched {
  client: Client // who sees all
  pid: number
  log: () => string
}

// What the kernel says of the process.
function process_of(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const number = (name: string) => Number(status.match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))![1])
  return { rss: number('VmRSS') / 1024, threads: number('Threads'), descriptors: readdirSync(`/proc/${pid}/fd`).length }
}

export function errorsIn(log: string): string[] {
  return log.split('\n').filter((line) => /^\S+Z (error|critical|fatal) /.test(line))
}

async function openContacts(client: Client): Promise<any[]> {
  const lists = await Promise.all(['waiting', 'active', 'wrap_up'].map((state) => client.all(`/api/v1/contacts?state=${state}`)))
  return [...new Map(lists.flat().map((contact) => [contact.id, contact])).values()]
}

export async function sample({ client, pid, log }: Watched): Promise<Sample> {
  const seconds: Sample['seconds'] = { offer: 0, wrap_up: 0, queue: 0, agent: 0, not_responding: 0 }
  const stuck: string[] = []
  const now = Date.now()
  const see = (kind: Kind, since: string, what: string) => {
    const age = (now - Date.parse(since)) / 1000
    seconds[kind] = Math.max(seconds[kind], age)
    if (age > longest[kind]) stuck.push(`${what}: ${kind} since ${since}`)
  }
  const contacts = await openContacts(client)
  for (const contact of contacts) {
    const { json } = await client.get(`/api/v1/contacts/${contact.id}/segments`)
    for (const segment of json.items) if (!segment.ended_at) see(segment.kind, segment.started_at, `contact ${contact.id}`)
  }
  const agents: Sample['agents'] = {}
  for (const agent of await client.all('/api/v1/agent-states')) {
    agents[agent.state] = (agents[agent.state] ?? 0) + 1
    if (agent.state === 'not_responding') see('not_responding', agent.since, `agent ${agent.id}`)
  }
  return { at: now, ...process_of(pid), open: contacts.length, agents, seconds, stuck, errors: errorsIn(log()).length }
}

export function lineOf(one: Sample, began: number): string {
  const whole = (value: number) => value.toFixed(0).padStart(4)
  const agents = Object.entries(one.agents).sort().map(([state, count]) => `${state} ${count}`).join(', ')
  const ages = Object.entries(one.seconds).map(([kind, age]) => `${kind} ${age.toFixed(0)} s`).join(', ')
  return `${whole((one.at - began) / 60_000)} min ${whole(one.rss)} MB ${whole(one.descriptors)} descriptors ${whole(one.threads)} threads ${whole(one.open)} open | ${agents} | eldest: ${ages} | ${one.errors} errors`
}

const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length

// The mean of the last third beside that of the middle one.
export function thirds(samples: Sample[], of: (one: Sample) => number): { middle: number; last: number } {
  const third = Math.floor(samples.length / 3)
  return { middle: mean(samples.slice(-2 * third, -third).map(of)), last: mean(samples.slice(-third).map(of)) }
}

// Everything that is wrong, in words; empty when all is well. What follows the load may differ by a tenth.
export function faultsOf(samples: Sample[]): string[] {
  const faults = [...new Set(samples.flatMap((one) => one.stuck))]
  const grows = (name: string, of: (one: Sample) => number, factor: number, more: number) => {
    const { middle, last } = thirds(samples, of)
    if (last > middle * factor + more) faults.push(`${name} grew from ${middle.toFixed(1)} to ${last.toFixed(1)}`)
  }
  grows('memory (MB)', (one) => one.rss, 1.05, 4)
  grows('threads', (one) => one.threads, 1, 1)
  grows('descriptors', (one) => one.descriptors, 1.1, 20)
  for (const one of samples.slice(Math.ceil(samples.length / 3)))
    if (!one.agents.ready) faults.push(`nobody is at work: ${JSON.stringify(one.agents)}`)
  if (samples.at(-1)!.errors) faults.push(`${samples.at(-1)!.errors} errors in the log`)
  return faults
}
