// What boards show of the calls that go on: how many are where, and how busy the trunks are. Pure.
import type { Schema } from '@/shared/api'

type Call = Schema<'Call'>
export const callPlaces = ['in_flow', 'waiting', 'ringing', 'dialling', 'talking', 'on_hold', 'outside'] as const
export type CallPlace = (typeof callPlaces)[number]

// One who waits and is offered rings; one whose caller hears music is on hold.
export function placeOf(call: Call): CallPlace | null {
  if (call.state === 'ended') return null
  if (call.state === 'in_flow' || call.state === 'voicemail' || call.state === 'survey') return 'in_flow'
  if (call.state === 'waiting' || call.state === 'calling_back') return call.parties.some((party) => party.role === 'agent' && party.state === 'ringing') ? 'ringing' : 'waiting'
  if (call.state === 'talking') return call.parties.some((party) => party.role === 'customer' && party.state === 'connected' && party.held) ? 'on_hold' : 'talking'
  return call.state
}

export function countedByPlace(calls: readonly Call[]): Record<CallPlace, number> {
  const counts: Record<CallPlace, number> = { in_flow: 0, waiting: 0, ringing: 0, dialling: 0, talking: 0, on_hold: 0, outside: 0 }
  for (const call of calls) {
    const place = placeOf(call)
    if (place) counts[place]++
  }
  return counts
}

// Lines that are taken, by trunk.
export function linesTaken(calls: readonly Call[]): ReadonlyMap<string, number> {
  const taken = new Map<string, number>()
  for (const { trunk_id, state } of calls.flatMap((call) => call.parties)) if (trunk_id && state !== 'gone') taken.set(trunk_id, (taken.get(trunk_id) ?? 0) + 1)
  return taken
}
