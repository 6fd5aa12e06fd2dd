// Stretches of days as reports are asked for them: by their dates, or by a word that means other dates tomorrow. Pure;
// a day is its date ("2026-11-22"), as it is in the zone of the reader's centre.
import type { Period } from './types'

export const periods: readonly Period[] = ['today', 'yesterday', 'this_week', 'last_week', 'this_month', 'last_month', 'last_7_days', 'last_30_days']
export interface Dates {
  from: string
  until: string // included
}

const DAY_MS = 86_400_000

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && plusDays(text, 0) === text
}

export function isPeriod(text: string): text is Period {
  return (periods as readonly string[]).includes(text)
}

export function dayIn(zone: string | undefined, at: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at)
}

export function plusDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10)
}

export function daysIn({ from, until }: Dates): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / DAY_MS) + 1
}

// Weeks begin on Monday.
function mondayOf(day: string): string {
  return plusDays(day, -((new Date(Date.parse(day)).getUTCDay() + 6) % 7))
}
const firstOfMonth = (day: string) => `${day.slice(0, 8)}01`

export function datesOf(period: Period, today: string): Dates {
  const monday = mondayOf(today)
  const first = firstOfMonth(today)
  const lastMonth = plusDays(first, -1)
  const meanings: Record<Period, Dates> = {
    today: { from: today, until: today },
    yesterday: { from: plusDays(today, -1), until: plusDays(today, -1) },
    this_week: { from: monday, until: plusDays(monday, 6) },
    last_week: { from: plusDays(monday, -7), until: plusDays(monday, -1) },
    this_month: { from: first, until: plusDays(firstOfMonth(plusDays(first, 31)), -1) },
    last_month: { from: firstOfMonth(lastMonth), until: lastMonth },
    last_7_days: { from: plusDays(today, -6), until: today },
    last_30_days: { from: plusDays(today, -29), until: today },
  }
  return meanings[period]
}
