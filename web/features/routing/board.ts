// The board of agents: who is on it, in which groups, and how many there are of each kind. Pure, and frugal: what did not
// change stays the same object, so that a board of hundreds draws only what did.
import { isAway, mostAtOnce, type AgentRow, type AgentState, type Agent } from '@/features/agents'
import { compareNames } from '@/shared/i18n'
import type { AgentLoad } from './types'

export interface Seat extends AgentRow {
  load: AgentLoad | undefined // none: nothing to do
}

export function ordered(agents: readonly Agent[]): Agent[] {
  return [...agents].sort((a, b) => compareNames(a.name, b.name))
}

// Agents with their states and loads, in their order; of the seats before, those that are the same are kept.
export function seatsOf(
  agents: readonly Agent[],
  states: ReadonlyMap<string, AgentState>,
  loads: ReadonlyMap<string, AgentLoad>,
  before: ReadonlyMap<string, Seat> = new Map(),
): Seat[] {
  return agents.map((agent) => {
    const [state, load, old] = [states.get(agent.id), loads.get(agent.id), before.get(agent.id)]
    return old && old.agent === agent && old.state === state && old.load === load ? old : { id: agent.id, agent, state, load }
  })
}

// What is to be said of a seat beside its state: since when, and how much there is in hand.
export function sinceOf({ state }: Seat): string | null {
  return state && state.state !== 'signed_out' ? state.since : null
}
export function hasLoad({ state, load }: Seat): boolean {
  return state !== undefined && (state.state !== 'signed_out' || load !== undefined)
}

// Not ready for longer than the reason allows.
export function isOver(state: AgentState | undefined, minutes: number | null, now: number): boolean {
  return state?.state === 'not_ready' && minutes !== null && state.since !== null && now - Date.parse(state.since) > minutes * 60_000
}

export const kinds = ['ready', 'not_ready', 'not_responding', 'signed_out', 'away', 'over', 'inactive'] as const
export type Kind = (typeof kinds)[number]

// An agent is in one state, and may be away or over time besides; who is inactive is nothing else.
export function isOfKind(seat: Seat, kind: Kind, over: ReadonlySet<string>): boolean {
  if (!seat.agent.active && (seat.state?.state ?? 'signed_out') === 'signed_out') return kind === 'inactive'
  if (kind === 'inactive') return false
  if (kind === 'away') return isAway(seat.state)
  if (kind === 'over') return over.has(seat.id)
  return (seat.state?.state ?? 'signed_out') === kind
}

export function countKinds(seats: readonly Seat[], over: ReadonlySet<string>): Record<Kind, number> {
  const counts = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>
  for (const seat of seats) for (const kind of kinds) if (isOfKind(seat, kind, over)) counts[kind] += 1
  return counts
}

export interface SeatFilters {
  q: string
  centre_id: string
  team_id: string
  skill_id: string
}

// Everything but the state, which the counts are told by.
export function fitsSeat({ agent }: Seat, filters: SeatFilters): boolean {
  const words = filters.q.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const text = `${agent.name} ${agent.number}`.toLowerCase()
  return (
    words.every((word) => text.includes(word)) &&
    (filters.centre_id === '' || agent.centre_id === filters.centre_id) &&
    (filters.team_id === '' || agent.team_id === filters.team_id) &&
    (filters.skill_id === '' || agent.skills.some((skill) => skill.skill_id === filters.skill_id))
  )
}

// Who is inactive is shown only when asked for.
export function isShown(seat: Seat, kind: string, over: ReadonlySet<string>): boolean {
  return kind === '' ? !isOfKind(seat, 'inactive', over) : isOfKind(seat, kind as Kind, over)
}

export interface SeatGroup {
  key: string // the team, or "" for those without one
  title: string
  seats: Seat[]
}

// By team, in the order of what the teams are called; those without one are last.
export function groupsOf(seats: readonly Seat[], titleOf: (seat: Seat) => string): SeatGroup[] {
  const groups = new Map<string, SeatGroup>()
  for (const seat of seats) {
    const key = seat.agent.team_id ?? ''
    const group = groups.get(key)
    if (group) group.seats.push(seat)
    else groups.set(key, { key, title: titleOf(seat), seats: [seat] })
  }
  return [...groups.values()].sort((a, b) => Number(a.key === '') - Number(b.key === '') || compareNames(a.title, b.title))
}

export function inHand(load: AgentLoad | undefined): number {
  return load ? load.in_hand + load.wrapping_up : 0
}

// What an agent takes at once: chats, or calls alone; whoever has a call takes nothing else.
export function mostInHand({ agent, load }: Pick<Seat, 'agent' | 'load'>): number {
  return load?.calls ? inHand(load) : mostAtOnce(agent, 'webchat') || mostAtOnce(agent, 'voice')
}
