// Calls that go on, as they are listed. Pure.
import type { Tone } from '@/shared/ui/StatusBadge.vue'
import type { Call, LineQuality } from './api'
import { isThere } from './calls'

export const callTones: Record<Call['state'], Tone> = { in_flow: 'teal', waiting: 'warning', calling_back: 'warning', dialling: 'accent', talking: 'success', outside: 'violet', voicemail: 'teal', survey: 'teal', ended: 'neutral' }

export interface CallFilters {
  q: string
  queue_id: string
  state: string
  help: string
}
export function fits(call: Call, { q, queue_id, state, help }: CallFilters): boolean {
  const text = [call.number, call.called_number, call.queue_name, call.queue_name_en, ...call.parties.filter(isThere).flatMap(({ name, agent_number }) => [name, agent_number])].join(' ').toLowerCase()
  const words = q.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return words.every((word) => text.includes(word)) && (queue_id === '' || call.queue_id === queue_id) && (state === '' || call.state === state) && (help === '' || call.help_asked_at !== null)
}
// Who asks for help stands first, then who has been there longest.
export function inOrder(calls: readonly Call[]): Call[] {
  const asks = (call: Call) => (call.help_asked_at === null ? 1 : 0)
  return [...calls].sort((a, b) => asks(a) - asks(b) || a.began_at.localeCompare(b.began_at) || a.id.localeCompare(b.id))
}
// Of the one whose line is worst.
export function worstQuality(call: Call): LineQuality | null {
  const all = call.parties.filter(isThere).flatMap(({ quality }) => (quality ? [quality] : []))
  return all.reduce<LineQuality | null>((worst, one) => (worst === null || one.mos < worst.mos ? one : worst), null)
}
export const inHouse = (call: Call) => call.parties.filter((party) => isThere(party) && party.role !== 'customer')
