// How calls, call-backs and messages are told. Pure.
import type { Tone } from '@/shared/ui/StatusBadge.vue'
import type { Call, CallBack, CallBackReason, CallBackState, CallEnding, CallState, Party, Voicemail, VoicemailState } from './types'

export const callTones: Record<CallState, Tone> = { in_flow: 'violet', waiting: 'warning', calling_back: 'warning', dialling: 'accent', talking: 'success', outside: 'teal', voicemail: 'violet', survey: 'teal', ended: 'neutral' }
export const endingTones: Record<CallEnding, Tone> = {
  by_customer: 'neutral',
  by_agent: 'neutral',
  by_system: 'neutral',
  cut: 'warning',
  busy: 'warning',
  no_answer: 'warning',
  declined: 'warning',
  wrong_number: 'danger',
  unreachable: 'danger',
  refused: 'danger',
  lost: 'danger',
  broken: 'danger',
}
export const reasonTones: Record<CallBackReason, Tone> = { abandoned: 'warning', requested: 'accent', cut: 'danger' }
export const callBackTones: Record<CallBackState, Tone> = { open: 'warning', taken: 'accent', done: 'success', given_up: 'neutral' }
export const voicemailTones: Record<VoicemailState, Tone> = { new: 'accent', heard: 'neutral', done: 'success' }

const isOver = (state: string) => state === 'done' || state === 'given_up'
// Whether the server must be asked page by page: what is over is not live.
export const asksForPast = (state: string): boolean => isOver(state)

export interface OpenFilters {
  state: string
  centre_id: string
  queue_id: string
  reason?: string
  agent_id?: string
}
// Whether something that is open passes the filters of its page.
export function fits(one: Pick<CallBack | Voicemail, 'state' | 'centre_id' | 'queue_id' | 'agent_id'> & { reason?: string }, filters: OpenFilters): boolean {
  const passes = (wanted: string | undefined, is: string | null | undefined) => !wanted || wanted === is
  return passes(filters.state, one.state) && passes(filters.centre_id, one.centre_id) && passes(filters.queue_id, one.queue_id) && passes(filters.reason, one.reason) && passes(filters.agent_id, one.agent_id)
}

// How long people spoke, and how long the caller waited for it.
export const talkedMs = (call: Call, now: number): number => (call.answered_at ? (call.ended_at ? Date.parse(call.ended_at) : now) - Date.parse(call.answered_at) : 0)
export const lastedMs = (one: Pick<Call | Party, 'began_at' | 'ended_at'>, now: number): number => (one.ended_at ? Date.parse(one.ended_at) : now) - Date.parse(one.began_at)
