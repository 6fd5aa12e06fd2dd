// What boards show of queues: their figures joined with the queues, added up, and coloured by thresholds. Pure; the
// rules of colours are those of the server's alarms (src/reporting/board.cpp).
import type { QueueFigures, Threshold, ThresholdFields, Watched } from './types'

export type Colour = 'calm' | 'warning' | 'critical'
export const BOARD_SECONDS = 30 // "in time" on boards

const none = { waiting: 0, longest_since: null, active: 0, offered: 0, answered: 0, abandoned: 0, short_abandoned: 0, answered_in_time: 0, answer_wait_ms: 0, recent_offered: 0, recent_answered: 0, recent_abandoned: 0, recent_in_time: 0 }
// A queue in which nothing has happened yet.
export const noFigures = (queue: { id: string; centre_id: string }): QueueFigures => ({ id: queue.id, centre_id: queue.centre_id, ...none })

export function addedUp(all: readonly QueueFigures[]): QueueFigures {
  const sum: QueueFigures = { id: '', centre_id: '', ...none }
  for (const figures of all) {
    for (const key of Object.keys(none) as (keyof typeof none)[]) if (key !== 'longest_since') sum[key] += figures[key]
    if (figures.longest_since && (!sum.longest_since || figures.longest_since < sum.longest_since)) sum.longest_since = figures.longest_since
  }
  return sum
}

const share = (part: number, whole: number) => (whole > 0 ? part / whole : null)
export const levelToday = (figures: QueueFigures) => share(figures.answered_in_time, figures.answered + figures.abandoned)
export const abandonedNow = (figures: QueueFigures) => share(figures.recent_abandoned, figures.recent_offered)
export const levelNow = (figures: QueueFigures) => share(figures.recent_in_time, figures.recent_answered + figures.recent_abandoned)

export function thresholdFor(thresholds: readonly Threshold[], queue: Pick<QueueFigures, 'id' | 'centre_id'>, watched: Watched): Threshold | null {
  const closeness = (each: Threshold) => (each.queue_id ? 2 : each.centre_id ? 1 : 0)
  const fits = (each: Threshold) => (each.queue_id ? each.queue_id === queue.id : !each.centre_id || each.centre_id === queue.centre_id)
  return thresholds.filter((each) => each.watched === watched && fits(each)).reduce<Threshold | null>((best, each) => (best && closeness(best) >= closeness(each) ? best : each), null)
}

// In the unit of the threshold: a number, seconds, or percent; null: nothing to reckon with.
export function watchedValue(figures: QueueFigures, watched: Watched, now: number): number | null {
  const percent = (part: number, whole: number) => (whole > 0 ? Math.floor((part * 100) / whole) : null)
  if (watched === 'waiting') return figures.waiting
  if (watched === 'longest_wait') return figures.longest_since ? Math.max(0, Math.floor((now - Date.parse(figures.longest_since)) / 1000)) : 0
  if (watched === 'service_level') return percent(figures.recent_in_time, figures.recent_answered + figures.recent_abandoned)
  return percent(figures.recent_abandoned, figures.recent_offered)
}

export function colourOf(threshold: Pick<ThresholdFields, 'watched' | 'warning' | 'critical'> | null, value: number | null): Colour {
  if (!threshold || value === null) return 'calm'
  const passes = (edge: number) => (threshold.watched === 'service_level' ? value < edge : value >= edge)
  return passes(threshold.critical) ? 'critical' : passes(threshold.warning) ? 'warning' : 'calm'
}

export type Colours = Record<Watched, Colour>
export function coloursOf(thresholds: readonly Threshold[], figures: QueueFigures, now: number): Colours {
  const of = (watched: Watched) => colourOf(thresholdFor(thresholds, figures, watched), watchedValue(figures, watched, now))
  return { waiting: of('waiting'), longest_wait: of('longest_wait'), service_level: of('service_level'), abandon_rate: of('abandon_rate') }
}
export function worstOf(colours: readonly Colour[]): Colour {
  return colours.includes('critical') ? 'critical' : colours.includes('warning') ? 'warning' : 'calm'
}

export type Tree = ReadonlyMap<string, { parent_id: string | null }>
export function isWithin(centre: string, top: string, tree: Tree): boolean {
  for (let at: string | null = centre; at !== null; at = tree.get(at)?.parent_id ?? null) if (at === top) return true
  return false
}

const TILE_RATIO = 1.7
const LEAST_TILE = { width: 380, height: 190 }
// In how many columns and lines so many tiles stand in a place of that size, without becoming small.
export function gridOf(count: number, width: number, height: number): { columns: number; lines: number } {
  const most = { columns: Math.max(1, Math.floor(width / LEAST_TILE.width)), lines: Math.max(1, Math.floor(height / LEAST_TILE.height)) }
  const wanted = Math.max(1, Math.round(Math.sqrt((count * width) / height / TILE_RATIO)))
  const columns = Math.max(1, Math.min(most.columns, count, Math.max(wanted, Math.ceil(count / most.lines))))
  return { columns, lines: Math.max(1, Math.min(most.lines, Math.ceil(count / columns))) }
}

// The part of a list that a screen shows when it has turned so many times.
export function pageOf<T>(all: readonly T[], size: number, turns: number): { shown: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(all.length / Math.max(1, size)))
  const page = turns % pages
  return { shown: all.slice(page * size, (page + 1) * size), page, pages }
}

// Points of a line in a box of 100 by 24, from the left edge to the right.
export function sparkline(values: readonly number[]): string {
  const most = Math.max(1, ...values)
  const step = values.length > 1 ? 100 / (values.length - 1) : 0
  return values.map((value, at) => `${(at * step).toFixed(1)},${(23 - (value / most) * 22).toFixed(1)}`).join(' ')
}
