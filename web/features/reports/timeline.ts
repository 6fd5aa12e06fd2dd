// The states of agents on an axis of time: cut to the part that is looked at. Pure.
import type { Span } from './types'

export interface Part {
  fromMs: number
  untilMs: number
}
export interface Bar {
  span: Span
  left: number // percent
  width: number
  ms: number // of the span itself, as far as the axis goes
}

// What goes on ends now. What lies outside of the part falls away.
export function barsOf(spans: readonly Span[], part: Part, now: number): Bar[] {
  const whole = part.untilMs - part.fromMs
  return spans.flatMap((span) => {
    const began = Date.parse(span.started_at)
    const ended = span.ended_at ? Date.parse(span.ended_at) : Math.max(began, now)
    const [from, until] = [Math.max(began, part.fromMs), Math.min(ended, part.untilMs)]
    if (until <= from || whole <= 0) return []
    return [{ span, left: ((from - part.fromMs) / whole) * 100, width: ((until - from) / whole) * 100, ms: ended - began }]
  })
}

const MINUTE = 60_000
const STEPS = [5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440].map((minutes) => minutes * MINUTE)
// Where marks stand along the axis: at most about twelve, at round times after its beginning (midnight of the zone).
export function marksOf(part: Part, originMs: number, most = 12): number[] {
  const step = STEPS.find((each) => (part.untilMs - part.fromMs) / each <= most) ?? STEPS.at(-1)!
  const first = originMs + Math.ceil((part.fromMs - originMs) / step) * step
  const marks: number[] = []
  for (let at = first; at <= part.untilMs; at += step) marks.push(at)
  return marks
}

// Half as much around the middle, or twice as much, within the whole and never less than a quarter of an hour.
const LEAST = 15 * MINUTE
export function zoomed(part: Part, whole: Part, factor: number): Part {
  const length = Math.max(LEAST, Math.min(whole.untilMs - whole.fromMs, (part.untilMs - part.fromMs) * factor))
  const middle = (part.fromMs + part.untilMs) / 2
  return within({ fromMs: middle - length / 2, untilMs: middle + length / 2 }, whole)
}
export function moved(part: Part, whole: Part, share: number): Part {
  const by = (part.untilMs - part.fromMs) * share
  return within({ fromMs: part.fromMs + by, untilMs: part.untilMs + by }, whole)
}
function within(part: Part, whole: Part): Part {
  const length = part.untilMs - part.fromMs
  const fromMs = Math.max(whole.fromMs, Math.min(whole.untilMs - length, part.fromMs))
  return { fromMs, untilMs: fromMs + length }
}
