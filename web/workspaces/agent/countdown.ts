// Clocks that run down, told the time. Pure.

export function secondsLeft(until: string | null | undefined, now: number): number {
  return until ? Math.max(0, Math.ceil((Date.parse(until) - now) / 1000)) : 0
}

// What is left of the stretch from `from` to `until`, 1 to 0.
export function shareLeft(from: string | null | undefined, until: string | null | undefined, now: number): number {
  if (!from || !until) return 0
  const whole = Date.parse(until) - Date.parse(from)
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, (Date.parse(until) - now) / whole))
}

// "0:07", "12:30".
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

// How urgent a visitor who waits so long has become.
export function urgency(waitedSeconds: number): 'calm' | 'warning' | 'danger' {
  if (waitedSeconds >= 120) return 'danger'
  return waitedSeconds >= 45 ? 'warning' : 'calm'
}

export const SILENCE_TOLD_SECONDS = 120
// Seconds until silence closes the chat, once that is near; else null.
export function silenceLeft(closesAt: string | null, now: number): number | null {
  if (!closesAt) return null
  const left = secondsLeft(closesAt, now)
  return left <= SILENCE_TOLD_SECONDS ? left : null
}
