// Times and numbers as the reader's language writes them, in the time zone of the reader's centre.
import { computed, ref } from 'vue'
import { currentLanguage, text } from './language'

const zone = ref<string | undefined>(undefined)

export function setTimeZone(name: string | undefined): void {
  zone.value = name
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export function relativeTime(at: number, now: number, language: string): string {
  const past = now - at
  if (Math.abs(past) < MINUTE) return text('app.time.just_now')
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  if (Math.abs(past) < HOUR) return format.format(-Math.trunc(past / MINUTE), 'minute')
  if (Math.abs(past) < DAY) return format.format(-Math.trunc(past / HOUR), 'hour')
  return format.format(-Math.trunc(past / DAY), 'day')
}

export function useFormat() {
  const formats = computed(() => {
    const language = currentLanguage()
    const timeZone = zone.value
    return {
      // Swedish is how browsers spell 2026-11-21 22:35, which both our languages read without doubt.
      dateTime: new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }),
      toTheSecond: new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
      exact: new Intl.DateTimeFormat(language, {
        timeZone,
        dateStyle: 'long',
        timeStyle: 'long',
        hourCycle: 'h23',
      } as Intl.DateTimeFormatOptions),
      date: new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }),
      longDate: new Intl.DateTimeFormat(language, { timeZone, year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' }),
      clockTime: new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle: 'short' }),
      hour: new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', hourCycle: 'h23' }),
      number: new Intl.NumberFormat(language),
    }
  })
  const shown = (name: 'dateTime' | 'toTheSecond' | 'exact' | 'date' | 'longDate' | 'clockTime') => (iso: string | number | null | undefined) =>
    iso === null || iso === undefined || iso === '' ? '' : formats.value[name].format(new Date(iso))
  return {
    dateTime: shown('dateTime'),
    toTheSecond: shown('toTheSecond'),
    exact: shown('exact'),
    date: shown('date'),
    longDate: shown('longDate'),
    clockTime: shown('clockTime'),
    hourNow: (now: number) => Number(formats.value.hour.format(now)),
    number: (value: number) => formats.value.number.format(value),
    listed: (words: readonly string[]) => words.join(text('app.list_separator')),
    // Near times in words, far ones as dates.
    when: (iso: string, now = Date.now()) => {
      const at = Date.parse(iso)
      return Math.abs(now - at) < 7 * DAY ? relativeTime(at, now, currentLanguage()) : formats.value.date.format(at)
    },
  }
}
