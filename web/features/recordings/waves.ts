// How a recording is drawn and moved in. Pure.
import type { MarkKind, RecordingMark } from './types'

export interface Range {
  kind: 'pause' | 'hold'
  from: number // milliseconds
  until: number
}

const opens: Partial<Record<MarkKind, Range['kind']>> = { pause: 'pause', hold: 'hold' }
const closes: Partial<Record<MarkKind, Range['kind']>> = { go_on: 'pause', resume: 'hold' }

// The stretches in which nothing was recorded, or the party was on hold; what was not ended lasts until the end.
export function rangesOf(marks: readonly RecordingMark[], lengthMs: number): Range[] {
  const ranges: Range[] = []
  const open = new Map<Range['kind'], number>()
  for (const mark of [...marks].sort((a, b) => a.at_ms - b.at_ms)) {
    const at = Math.min(mark.at_ms, lengthMs)
    const [begins, ends] = [opens[mark.kind], closes[mark.kind]]
    if (begins && !open.has(begins)) open.set(begins, at)
    if (ends && open.has(ends)) {
      ranges.push({ kind: ends, from: open.get(ends)!, until: at })
      open.delete(ends)
    }
  }
  for (const [kind, from] of open) ranges.push({ kind, from, until: lengthMs })
  return ranges.sort((a, b) => a.from - b.from)
}

export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2] as const

// The next speed up or down; at the end it stays.
export function speedBeside(speed: number, step: 1 | -1): number {
  const at = speeds.findIndex((each) => each === speed)
  return speeds[Math.min(speeds.length - 1, Math.max(0, at + step))] ?? 1
}

const STEP_MS = 5_000
const LEAP_MS = 30_000

// Where a key leads from here; null for other keys.
export function moveBy(key: string, isFar: boolean, at: number, lengthMs: number): number | null {
  const step = isFar ? LEAP_MS : STEP_MS
  const to = { ArrowLeft: at - step, ArrowDown: at - step, ArrowRight: at + step, ArrowUp: at + step, PageDown: at - LEAP_MS, PageUp: at + LEAP_MS, Home: 0, End: lengthMs }[key]
  return to === undefined ? null : Math.min(lengthMs, Math.max(0, to))
}

// As many bars as there is room for, each as high as the loudest in it.
export function barsOf(peaks: readonly number[], count: number): number[] {
  if (count <= 0 || peaks.length === 0) return []
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count)
    const until = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count))
    return Math.max(...peaks.slice(from, until)) / 1000
  })
}
