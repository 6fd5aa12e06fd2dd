// How contacts are told: tones, where the stretches stand on the bar. Pure.
import type { Tone } from '@/shared/ui/StatusBadge.vue'
import type { ContactOutcome, ContactState, Segment } from './types'

export const outcomeTones: Record<ContactOutcome, Tone> = { handled: 'success', abandoned: 'danger', message: 'violet', self_service: 'teal', unanswered: 'warning' }
export const stateTones: Record<ContactState, Tone> = { waiting: 'warning', in_flow: 'violet', active: 'accent', outside: 'violet', wrap_up: 'teal', ended: 'neutral' }
export const segmentTones: Record<Segment['kind'], Tone> = { queue: 'warning', offer: 'violet', agent: 'success', wrap_up: 'teal', flow: 'accent', outside: 'neutral' }

export interface Bar {
  segment: Segment
  lane: number // offers lie within the queue, so they have a lane of their own
  left: number // percent
  width: number
  ms: number
}

// The stretches of a contact on a common scale; what runs still ends now.
export function barsOf(segments: readonly Segment[], now: number): { bars: Bar[]; fromMs: number; wholeMs: number } {
  const fromMs = Math.min(...segments.map((segment) => Date.parse(segment.started_at)))
  const endOf = (segment: Segment) => (segment.ended_at ? Date.parse(segment.ended_at) : now)
  const wholeMs = Math.max(1, Math.max(...segments.map(endOf)) - fromMs)
  const bars = segments.map((segment) => {
    const ms = Math.max(0, endOf(segment) - Date.parse(segment.started_at))
    return { segment, lane: segment.kind === 'offer' ? 1 : 0, left: ((Date.parse(segment.started_at) - fromMs) / wholeMs) * 100, width: (ms / wholeMs) * 100, ms }
  })
  return { bars, fromMs: segments.length > 0 ? fromMs : 0, wholeMs }
}

