// How clocks stand, what is left of them, and in which order they are looked at. Pure.
import type { Commitment, Standing } from './types'

export function standingOf(clock: Pick<Commitment, 'state' | 'warned'>): Standing {
  return clock.state === 'running' && clock.warned ? 'warned' : clock.state
}

export interface Left {
  seconds: number
  over: boolean // it is past due by so much
}

// Until it is due (by the wall clock), or since it was. A paused clock stands still. What is left is rounded up and
// what is over is rounded down, so that 0:00 is when it is due.
export function leftOf(clock: Pick<Commitment, 'state' | 'due_at' | 'remaining_ms' | 'stopped_at'>, now: number): Left {
  if (clock.state === 'paused') return { seconds: Math.ceil((clock.remaining_ms ?? 0) / 1000), over: false }
  const at = clock.stopped_at ? Date.parse(clock.stopped_at) : now
  const ms = Date.parse(clock.due_at) - at
  if (clock.state === 'breached') return { seconds: Math.max(0, Math.floor(-ms / 1000)), over: true }
  // Clocks differ a little: only the server says that it is breached.
  return { seconds: Math.max(0, Math.ceil(ms / 1000)), over: false }
}

// Soonest due first; those that stand still come last, with the least left first.
export function bySoonest(a: Commitment, b: Commitment): number {
  const [stillA, stillB] = [a.state === 'paused', b.state === 'paused']
  if (stillA !== stillB) return stillA ? 1 : -1
  const order = stillA ? (a.remaining_ms ?? 0) - (b.remaining_ms ?? 0) : Date.parse(a.due_at) - Date.parse(b.due_at)
  return order || a.id.localeCompare(b.id, 'en', { numeric: true })
}

export interface ClockFilters {
  centre_id: string
  level: string
  standing: string
}

export function fits(clock: Commitment, filters: ClockFilters): boolean {
  return (
    (filters.centre_id === '' || clock.centre_id === filters.centre_id) &&
    (filters.level === '' || clock.service_level_id === filters.level) &&
    (filters.standing === '' || standingOf(clock) === filters.standing)
  )
}
