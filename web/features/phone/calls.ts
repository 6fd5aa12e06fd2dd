// One's own calls, as the bar shows them. Pure.
import type { Tone } from '@/shared/ui/StatusBadge.vue'
import type { Call, LineQuality, Party } from './api'

export const isThere = (party: Party): boolean => party.state !== 'gone'
export const ownParty = (call: Call, person: string): Party | undefined => call.parties.find((party) => party.person_id === person && isThere(party))
export const isRinging = (call: Call, person: string): boolean => call.state !== 'ended' && ownParty(call, person)?.state === 'ringing'
// Who else is in it, or rings; supervisors are told apart.
export const others = (call: Call, person: string): Party[] => call.parties.filter((party) => party.person_id !== person && isThere(party))
export const spokenWith = (call: Call, person: string): Party[] => others(call, person).filter((party) => party.role !== 'supervisor')

// With whom: a colleague by name, else the number; "" when it was withheld.
export function otherSide(call: Call, person: string): string {
  return spokenWith(call, person).map((party) => party.name || party.number).find(Boolean) ?? call.number
}
// The customer by number and region; `withheld` when the number was.
export const callerWords = (call: Pick<Call, 'number' | 'province' | 'city'>, withheld: string): string => withRegion(call.number || withheld, call)
// The same of whoever one speaks with.
export const otherWords = (call: Call, person: string, withheld: string): string => withRegion(otherSide(call, person) || withheld, call)
function withRegion(name: string, { province, city }: Pick<Call, 'province' | 'city'>): string {
  return [name, province, city].filter((word, index, all) => word && all.indexOf(word) === index).join(' ')
}

// What the caller chose in menus, by where it led.
export const chosenOf = ({ choices }: Pick<Call, 'choices'>): string => choices.map(({ menu, key, leads_to }) => leads_to || `${menu} ${key}`.trim()).join(' › ')

// Whether somebody is heard by nobody: their sound does not arrive.
export const isSilent = (call: Call): boolean => call.state !== 'ended' && call.parties.some((party) => party.state === 'connected' && party.silent)
// Whether all others hear music now.
export function isHeld(call: Call, person: string): boolean {
  const connected = spokenWith(call, person).filter((party) => party.state === 'connected')
  return connected.length > 0 && connected.every((party) => party.held)
}

// One waits with music while one speaks with, or calls, another.
export function isConsulting(call: Call, person: string): boolean {
  const all = spokenWith(call, person)
  return all.some((party) => party.held) && all.some((party) => !party.held)
}
export const asked = (call: Call, person: string): Party[] => spokenWith(call, person).filter((party) => mayDrop(call, party, person))
export const canJoin = (call: Call, person: string): boolean => isConsulting(call, person) && spokenWith(call, person).every((party) => party.state === 'connected')
// The customer stays with whom the agent leaves there.
export function canComplete(call: Call, person: string): boolean {
  return ownParty(call, person)?.role === 'agent' && call.parties.some((party) => party.role === 'customer' && isThere(party)) && asked(call, person).some((party) => party.state === 'connected' || party.role === 'outside')
}
export function mayDrop(call: Call, party: Party, person: string): boolean {
  const own = ownParty(call, person)
  return Boolean(own) && own!.role !== 'supervisor' && own!.state === 'connected' && party.person_id !== person && (party.role === 'colleague' || party.role === 'outside')
}

// By the E-model: what most are content with, what some are, and less.
export const qualityTone = ({ mos }: LineQuality): Tone => (mos >= 4 ? 'success' : mos >= 3.4 ? 'warning' : 'danger')
export const qualityBars = ({ mos }: LineQuality): number => (mos >= 4.2 ? 4 : mos >= 3.8 ? 3 : mos >= 3.2 ? 2 : 1)

// The figures of a line, in words.
export function qualityWords(quality: LineQuality, t: (key: string, values: Record<string, string | number>) => string, number: (value: number) => string): string[] {
  const tenths = (value: number) => number(Math.round(value * 10) / 10)
  return [
    t('phone.quality.mos', { mos: tenths(quality.mos) }),
    t('phone.quality.loss', { percent: tenths(quality.loss_percent) }),
    t('phone.quality.jitter', { ms: quality.jitter_ms }),
    ...(quality.round_trip_ms === null ? [] : [t('phone.quality.round_trip', { ms: quality.round_trip_ms })]),
  ]
}
