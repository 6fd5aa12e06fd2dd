// Times as the visitor's language and zone write them.
import { dayOf } from './rows'
import { language, t } from './words'

const clock = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language(), options)

export const timeText = (iso: string | number) => clock({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(iso))

export function dayText(iso: string, now = Date.now()): string {
  const at = Date.parse(iso)
  if (dayOf(at) === dayOf(now)) return t('today')
  if (dayOf(at) === dayOf(now - 86_400_000)) return t('yesterday')
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return clock({ month: 'long', day: 'numeric', weekday: 'short', ...(!isThisYear && { year: 'numeric' }) }).format(at)
}

export const dateText = (iso: string) => clock({ year: 'numeric', month: 'long', day: 'numeric' }).format(new Date(iso))

// When service begins again: the hour alone where that is today.
export function momentText(iso: string, now = Date.now()): string {
  return dayOf(Date.parse(iso)) === dayOf(now) ? timeText(iso) : `${dayText(iso, now)} ${timeText(iso)}`
}
