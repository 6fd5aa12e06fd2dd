// Times as the visitor's language and zone write them.
import { dayOf } from './rows'
import { language, t } from './words'

const written = (iso: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language(), options).format(new Date(iso))

export const timeText = (iso: string) => written(iso, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
export const dateText = (iso: string) => written(iso, { year: 'numeric', month: 'long', day: 'numeric' })

export function dayText(iso: string): string {
  const now = Date.now()
  if (dayOf(iso) === dayOf(now)) return t('today')
  if (dayOf(iso) === dayOf(now - 86_400_000)) return t('yesterday')
  const isThisYear = new Date(iso).getFullYear() === new Date().getFullYear()
  return written(iso, { month: 'long', day: 'numeric', weekday: 'short', year: isThisYear ? undefined : 'numeric' })
}

// When service begins again: the hour alone where that is today.
export const momentText = (iso: string) => (dayOf(iso) === dayOf(Date.now()) ? '' : `${dayText(iso)} `) + timeText(iso)
