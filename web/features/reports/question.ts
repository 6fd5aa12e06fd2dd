// What a page asks of a report, as it stands in the address, so that a link shows others the same. Pure.
import { datesOf, isDay, isPeriod, type Dates } from './periods'
import { dayChoices, withinChoices, type Dimension, type Interval, type Period, type Question, type Report, type View } from './types'

export interface Asked {
  period: Period | null // null: the dates
  dates: Dates
  interval: Interval
  by: Dimension[] | null // null: as the report ships; empty: by the interval alone
  centre_id: string
  team_id: string
  queue_id: string
  agent_id: string
  channel: string
  tier_id: string
  direction: string
  trunk_id: string
  flow_id: string
  days: Question['days']
  calendar_id: string
  within: number
  figures: string[] // those shown; empty: all
}
export type Query = Record<string, string>

export const WITHIN = 30
export const filterFields = ['centre_id', 'team_id', 'queue_id', 'agent_id', 'channel', 'tier_id', 'direction', 'trunk_id', 'flow_id'] as const
export type FilterField = (typeof filterFields)[number]
const dimensionOf: Record<FilterField, Dimension> = { centre_id: 'centre', team_id: 'team', queue_id: 'queue', agent_id: 'agent', channel: 'channel', tier_id: 'tier', direction: 'direction', trunk_id: 'trunk', flow_id: 'flow' }
export const filtersOf = (report: Pick<Report, 'filters'>): FilterField[] => filterFields.filter((field) => report.filters.includes(dimensionOf[field]))

// How a report is first asked for.
const beginnings: Record<string, { period: Period; interval: Interval }> = {
  queue_interval: { period: 'today', interval: 'half' },
  agent_day: { period: 'last_7_days', interval: 'day' },
  agent_state: { period: 'today', interval: 'whole' },
  abandon_by_wait: { period: 'last_7_days', interval: 'whole' },
  channel_volume: { period: 'last_7_days', interval: 'day' },
  tiers: { period: 'last_30_days', interval: 'whole' },
  satisfaction: { period: 'last_30_days', interval: 'whole' },
  contacts_handled: { period: 'last_7_days', interval: 'whole' },
  calls: { period: 'last_7_days', interval: 'whole' },
  trunks: { period: 'today', interval: 'hour' },
  flows: { period: 'last_7_days', interval: 'whole' },
  flow_nodes: { period: 'last_7_days', interval: 'whole' },
  transfers: { period: 'last_7_days', interval: 'whole' },
}
export function beginningOf(report: Pick<Report, 'key' | 'intervals'>): { period: Period; interval: Interval } {
  const found = beginnings[report.key] ?? { period: 'last_7_days', interval: 'day' }
  return report.intervals.includes(found.interval) ? found : { ...found, interval: report.intervals[0] ?? 'whole' }
}

export function usesWithin(report: Pick<Report, 'figures'>): boolean {
  return report.figures.some((figure) => [...figure.top, ...figure.bottom].some((term) => term.counter === 'answered_in_time'))
}

type Raw = Record<string, unknown>
const word = (query: Raw, name: string) => (typeof query[name] === 'string' ? (query[name] as string) : '')
const list = (query: Raw, name: string) => word(query, name).split(',').filter(Boolean)

const ALONE = 'none' // in the address, where an empty word says nothing
function dimensionsIn(query: Raw, report: Report): Dimension[] | null {
  if (word(query, 'by') === ALONE) return []
  const known = (list(query, 'by') as Dimension[]).filter((dimension, at, all) => report.may_be_by.includes(dimension) && all.indexOf(dimension) === at)
  return known.length > 0 ? known.slice(0, 4) : null
}

function datesIn(query: Raw, fallback: Period, today: string): Pick<Asked, 'period' | 'dates'> {
  const [from, until] = [word(query, 'from'), word(query, 'until')]
  if (isDay(from) && isDay(until)) return { period: null, dates: { from, until } }
  const named = word(query, 'period')
  const period = isPeriod(named) ? named : fallback
  return { period, dates: datesOf(period, today) }
}

// Whatever the report does not know falls away.
export function askedIn(query: Raw, report: Report, today: string): Asked {
  const beginning = beginningOf(report)
  const interval = word(query, 'interval') as Interval
  const filters = new Set(filtersOf(report))
  const days = word(query, 'days') as Question['days']
  const within = Number(word(query, 'within'))
  const filter = (field: FilterField) => (filters.has(field) ? word(query, field) : '')
  return {
    ...datesIn(query, beginning.period, today),
    interval: report.intervals.includes(interval) ? interval : beginning.interval,
    by: dimensionsIn(query, report),
    centre_id: filter('centre_id'),
    team_id: filter('team_id'),
    queue_id: filter('queue_id'),
    agent_id: filter('agent_id'),
    channel: filter('channel'),
    tier_id: filter('tier_id'),
    direction: filter('direction'),
    trunk_id: filter('trunk_id'),
    flow_id: filter('flow_id'),
    days: dayChoices.includes(days) ? days : 'all',
    calendar_id: word(query, 'calendar_id'),
    within: withinChoices.includes(within) ? within : WITHIN,
    figures: list(query, 'figures').filter((key) => report.figures.some((figure) => figure.key === key)),
  }
}

export function queryOf(asked: Asked, report: Report): Query {
  const beginning = beginningOf(report)
  const query: Query = {}
  const put = (name: string, value: string, isMeant: boolean) => {
    if (isMeant) query[name] = value
  }
  put('period', asked.period ?? '', asked.period !== null && asked.period !== beginning.period)
  put('from', asked.dates.from, asked.period === null)
  put('until', asked.dates.until, asked.period === null)
  put('interval', asked.interval, asked.interval !== beginning.interval)
  put('by', asked.by?.join(',') || ALONE, asked.by !== null && asked.by.join() !== report.by.join())
  for (const field of filtersOf(report)) put(field, asked[field], asked[field] !== '')
  put('days', asked.days, asked.days !== 'all')
  put('calendar_id', asked.calendar_id, asked.days !== 'all' && asked.calendar_id !== '')
  put('within', String(asked.within), asked.within !== WITHIN && usesWithin(report))
  put('figures', asked.figures.join(','), asked.figures.length > 0)
  return query
}

export function questionOf(asked: Asked): Question {
  return {
    interval: asked.interval,
    from: asked.dates.from,
    until: asked.dates.until,
    by: asked.by,
    centre_id: asked.centre_id || null,
    team_id: asked.team_id || null,
    queue_id: asked.queue_id || null,
    agent_id: asked.agent_id || null,
    channel: (asked.channel || null) as Question['channel'],
    tier_id: asked.tier_id || null,
    direction: (asked.direction || null) as Question['direction'],
    trunk_id: asked.trunk_id || null,
    flow_id: asked.flow_id || null,
    days: asked.days,
    calendar_id: asked.days === 'all' ? null : asked.calendar_id || null,
    within_seconds: asked.within,
  }
}

// A kept question, asked today: for the days that its period means now, else for its dates.
export function askedOfView({ question, figures, period }: Pick<View, 'question' | 'figures' | 'period'>, today: string): Asked {
  return {
    period: period ?? null,
    dates: period ? datesOf(period, today) : { from: question.from, until: question.until },
    interval: question.interval,
    by: question.by,
    centre_id: question.centre_id ?? '',
    team_id: question.team_id ?? '',
    queue_id: question.queue_id ?? '',
    agent_id: question.agent_id ?? '',
    channel: question.channel ?? '',
    tier_id: question.tier_id ?? '',
    direction: question.direction ?? '',
    trunk_id: question.trunk_id ?? '',
    flow_id: question.flow_id ?? '',
    days: question.days,
    calendar_id: question.calendar_id ?? '',
    within: question.within_seconds,
    figures: [...figures],
  }
}

// The dimensions that the answer's rows have, in their order.
export function dimensionsOf(asked: Pick<Asked, 'interval' | 'by'>, report: Report): Dimension[] {
  const by = asked.by ?? report.by
  const bands = report.by.includes('wait_band') && !by.includes('wait_band') ? (['wait_band'] as Dimension[]) : []
  return [...(asked.interval === 'whole' ? [] : (['interval'] as Dimension[])), ...by, ...bands]
}
