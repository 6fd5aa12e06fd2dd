// How long something lasts: as a number with a unit, in words, and as a clock face. Pure.
export type Unit = 'second' | 'minute' | 'hour'
export const secondsOf: Readonly<Record<Unit, number>> = { second: 1, minute: 60, hour: 3600 }
// No days: where only open time counts, one would think of a working day.
export const units = Object.keys(secondsOf) as Unit[]

// The largest unit in which it is a whole number.
export function unitOf(seconds: number): Unit {
  return seconds > 0 && seconds % 3600 === 0 ? 'hour' : seconds > 0 && seconds % 60 === 0 ? 'minute' : 'second'
}

export function mostIn(unit: Unit, most: number): number {
  return Math.floor(most / secondsOf[unit])
}

// With a space between number and unit in Chinese too, as all texts have it.
function counted(value: number, unit: Unit | 'day', language: string): string {
  const unitDisplay = language === 'en' ? 'long' : 'short'
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 }).format(value).replace(/(\d)(?=\p{Script=Han})/u, '$1 ')
}

// "30 seconds", "1 hour 30 minutes", "22.5 seconds"; tenths of a second only below a minute.
export function inWords(ms: number, language: string): string {
  const tenths = Math.round(ms / 100) / 10
  const seconds = tenths < 60 ? tenths : Math.round(ms / 1000)
  const parts: [Unit, number][] = [
    ['hour', Math.floor(seconds / 3600)],
    ['minute', Math.floor(seconds / 60) % 60],
    ['second', Math.round((seconds % 60) * 10) / 10],
  ]
  const shown = parts.filter(([, value]) => value > 0)
  return (shown.length > 0 ? shown : parts.slice(2)).map(([unit, value]) => counted(value, unit, language)).join(' ')
}

// "0:07", "12:30", "1:05:09", "3 days 1:05:09".
export function clockFace(seconds: number, language: string): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const [days, hours, minutes, rest] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
  const face = days > 0 || hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
  return days > 0 ? `${counted(days, 'day', language)} ${face}` : face
}
