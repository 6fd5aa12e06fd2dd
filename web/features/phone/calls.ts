// One's own calls, as the bar shows them. Pure.
import type { Call, Party } from './api'

export const ownParty = (call: Call, person: string): Party | undefined => call.parties.find((party) => party.person_id === person && party.state !== 'gone')
export const isRinging = (call: Call, person: string): boolean => call.state !== 'ended' && ownParty(call, person)?.state === 'ringing'

// With whom: a colleague by name, else the number; "" when it was withheld.
export function otherSide(call: Call, person: string): string {
  const others = call.parties.filter((party) => party.person_id !== person && party.state !== 'gone' && party.role !== 'supervisor')
  return others.map((party) => party.name || party.number).find(Boolean) ?? call.number
}
// Whether somebody is heard by nobody: their sound does not arrive.
export const isSilent = (call: Call): boolean => call.state !== 'ended' && call.parties.some((party) => party.state === 'connected' && party.silent)
// Whether others hear music now.
export const isHeld = (call: Call, person: string): boolean => call.parties.some((party) => party.person_id !== person && party.state === 'connected' && party.held)
