// Times of day as people type them, hours as they are drawn, and what openings say about one moment. Pure.
import type { Hours } from './types'

const DAY = 1440

// "9", "930", "9:30", "9.30" as "09:30"; what is no time stays as it was typed, for the server to name.
export function clockOf(typed: string): string {
  const text = typed.trim().replace(/[：.．]/g, ':')
  const found = /^(\d{1,2}):?(\d{2})?$/.exec(text)
  if (!found) return typed.trim()
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)]
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return typed.trim()
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

function minutesOf(clock: string): number | null {
  const found = /^(\d{2}):(\d{2})$/.exec(clock)
  return found ? Number(found[1]) * 60 + Number(found[2]) : null
}

// The share of its day that a stretch takes, in percent; the part beyond midnight is cut off.
export function barOf({ begin, end }: Hours): { left: number; width: number } | null {
  const [from, to] = [minutesOf(begin), minutesOf(end)]
  if (from === null || to === null || from === to) return null
  return { left: (from / DAY) * 100, width: (((to > from ? to : DAY) - from) / DAY) * 100 }
}

export const isAllDay = (hours: readonly Hours[]) => hours.length === 1 && hours[0]!.begin === '00:00' && hours[0]!.end === '24:00'

export function isOvernight({ begin, end }: Hours): boolean {
  const [from, to] = [minutesOf(begin), minutesOf(end)]
  return from !== null && to !== null && to < from
}

// What is offered as the next stretch of a day.
export function nextHours(hours: readonly Hours[]): Hours {
  const last = hours.at(-1)
  const from = last ? minutesOf(last.end) : null
  if (from === null || !last) return { begin: '09:00', end: '18:00' }
  const begin = Math.min(from + 60, DAY - 60)
  const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  return { begin: clock(begin), end: clock(Math.min(begin + 240, DAY)) }
}

export const hoursText = ({ begin, end }: Hours) => `${begin}–${end}`

// An instant on the wall clock of a zone: "2026-11-21 22:35".
export function wallClock(instant: string | number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(instant))
}

export interface WallSpan {
  begins: string
  ends: string
}
// Stretches that touch are one.
export function joined(spans: readonly WallSpan[]): WallSpan[] {
  const result: WallSpan[] = []
  for (const span of spans) {
    const last = result.at(-1)
    if (last && span.begins <= last.ends) result[result.length - 1] = { begins: last.begins, ends: span.ends > last.ends ? span.ends : last.ends }
    else result.push(span)
  }
  return result
}

export interface OpenState {
  isOpen: boolean
  // Until when it is open, or from when; null when that lies beyond what is known.
  changes: string | null
}
export function stateAt(spans: readonly WallSpan[], at: string, knownUntil: string): OpenState {
  const all = joined(spans)
  const current = all.find((span) => span.begins <= at && at < span.ends)
  if (current) return { isOpen: true, changes: current.ends < knownUntil ? current.ends : null }
  return { isOpen: false, changes: all.find((span) => span.begins > at)?.begins ?? null }
}

// Dates as the API writes them, reckoned without a zone.
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}
export function daysInMonth(month: string): number {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number, 0)).getUTCDate()
}
export function addMonths(month: string, by: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}
// 0 is Monday.
export const weekdayIndex = (date: string) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
