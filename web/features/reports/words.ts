// How reports are spoken of: names of cells, figures and counters in the reader's language.
import { useSession } from '@/features/access'
import { hasText, useFormat, useLanguage, useText } from '@/shared/i18n'
import { written } from './figures'
import { plusDays } from './periods'
import type { Cell, Interval, Unit } from './types'

export function useReportWords() {
  const { t } = useText()
  const { dateTime, clockTime } = useFormat()
  const language = useLanguage()
  const session = useSession()

  const weekday = (day: string) => new Intl.DateTimeFormat(language.value, { timeZone: 'UTC', weekday: 'short' }).format(Date.parse(day))
  const inYear = (day: string) => day.slice(5)
  const stretch: Partial<Record<Interval, (value: string) => string>> = {
    day: (value) => `${value} ${weekday(value)}`,
    week: (value) => `${value} – ${inYear(plusDays(value, 6))}`,
    month: (value) => value.slice(0, 7),
  }
  const shortStretch: Partial<Record<Interval, (value: string) => string>> = {
    day: (value) => `${inYear(value)} ${weekday(value)}`,
    week: (value) => `${inYear(value)} – ${inYear(plusDays(value, 6))}`,
    month: (value) => value.slice(0, 7),
  }
  const other = (cell: Cell) => {
    if (cell.dimension === 'wait_band') return t(`reports.band.${cell.value}`)
    return cell.name || cell.value || t('reports.none')
  }
  return {
    title: (report: string) => t(`reports.report.${report}.title`),
    hint: (report: string) => t(`reports.report.${report}.hint`),
    figure: (key: string) => t(`reports.figure.${key}.name`),
    formula: (key: string) => t(`reports.figure.${key}.formula`),
    counter: (key: string) => t(hasText(`reports.counter.${key}`) ? `reports.counter.${key}` : `reports.figure.${key}.name`),
    dimension: (name: string) => t(`reports.dimension.${name}`),
    value: (value: number | null | undefined, unit: Unit) => (unit === 'yes_no' && typeof value === 'number' ? t(value === 0 ? 'reports.no' : 'reports.yes') : written(value, unit, language.value)),
    cell: (cell: Cell, interval: Interval) => (cell.dimension === 'interval' ? (stretch[interval]?.(cell.value) ?? dateTime(cell.value)) : other(cell)),
    // Along an axis, where a day that all have in common need not be said.
    shortCell: (cell: Cell, interval: Interval, isOneDay: boolean) => {
      if (cell.dimension !== 'interval') return other(cell)
      return shortStretch[interval]?.(cell.value) ?? (isOneDay ? clockTime(cell.value) : inYear(dateTime(cell.value)))
    },
    within: (seconds: number) => (seconds < 120 ? t('report_pages.seconds', { count: seconds }) : t('report_pages.minutes', { count: seconds / 60 })),
    zone: () => session.current?.time_zone,
  }
}
