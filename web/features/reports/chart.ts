// What of an answer a chart shows. Along the axis stands what rows are told apart by first; what else they are told
// apart by makes the series, of one figure, or, where there is nothing else, the series are figures. Pure.
import type { ChartColours, ChartOption } from '@/shared/charts'
import type { Cell, Figure, Row, Unit } from './types'

export interface Series {
  name: string
  unit: Unit
  values: (number | null)[]
}
export interface Shape {
  categories: string[]
  isTime: boolean
  isGrouped: boolean // the series are groups of one figure
  series: Series[]
  leftOut: number // groups beyond the most that are shown
}

export const MOST_SERIES = 8
const AT_ONCE = 48 // categories, before one looks at a part of them

// By value, as two groups may have one name.
const groupOf = (row: Row) => row.cells.slice(1).map((cell) => cell.value).join(' ')
const groupName = (row: Row, nameOf: (cell: Cell) => string) => row.cells.slice(1).map(nameOf).join(' · ')

export function isGrouped(rows: readonly Row[]): boolean {
  const first = rows[0]
  if (!first || first.cells.length < 2) return false
  const group = groupOf(first)
  return rows.some((row) => groupOf(row) !== group)
}

// A legend tells series apart by their names alone.
function toldApart(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}

// Those that weigh most, in the order in which they come.
function weightiest(names: string[], weights: ReadonlyMap<string, number>): string[] {
  if (names.length <= MOST_SERIES) return names
  const kept = new Set([...names].sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0)).slice(0, MOST_SERIES))
  return names.filter((name) => kept.has(name))
}

export function shapeOf(rows: readonly Row[], figures: readonly Figure[], chosen: readonly string[], nameOf: (cell: Cell) => string, figureName: (key: string) => string): Shape {
  const places = new Map<string, number>() // by value, as two may have one name
  const categories: string[] = []
  for (const { cells } of rows) {
    const cell = cells[0]
    const key = cell?.value ?? ''
    if (places.has(key)) continue
    places.set(key, categories.length)
    categories.push(cell ? nameOf(cell) : '')
  }
  const isTime = rows[0]?.cells[0]?.dimension === 'interval'
  const grouped = isGrouped(rows)
  const known = chosen.flatMap((key) => figures.find((figure) => figure.key === key) ?? [])
  const empty = () => categories.map((): number | null => null)
  const placeOf = (row: Row) => places.get(row.cells[0]?.value ?? '') ?? 0
  if (!grouped) {
    const series = known.map(({ key, unit }) => ({ name: figureName(key), unit, values: empty() }))
    for (const row of rows) known.forEach((figure, at) => (series[at]!.values[placeOf(row)] = row.figures[figures.indexOf(figure)] ?? null))
    return { categories, isTime, isGrouped: false, series, leftOut: 0 }
  }
  const figure = known[0] ?? figures[0]
  if (!figure) return { categories, isTime, isGrouped: true, series: [], leftOut: 0 }
  const at = figures.indexOf(figure)
  const all = new Map<string, (number | null)[]>()
  const names = new Map<string, string>()
  const weights = new Map<string, number>()
  for (const row of rows) {
    const group = groupOf(row)
    const values = all.get(group) ?? empty()
    const value = row.figures[at] ?? null
    values[placeOf(row)] = value
    all.set(group, values)
    names.set(group, groupName(row, nameOf))
    weights.set(group, (weights.get(group) ?? 0) + Math.abs(value ?? 0))
  }
  const shown = weightiest([...all.keys()], weights)
  const titles = toldApart(shown.map((group) => names.get(group) ?? ''))
  return { categories, isTime, isGrouped: true, series: shown.map((group, place) => ({ name: titles[place]!, unit: figure.unit, values: all.get(group)! })), leftOut: all.size - shown.length }
}

const isBar = (unit: Unit) => unit === 'count' || unit === 'duration'
const HOUR_MS = 3_600_000
// Steps of a clock are not those of tens.
function clockStep(most: number): number {
  const steps = [1_000, 5_000, 15_000, 30_000, 60_000, 300_000, 900_000, 1_800_000, HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS, 168 * HOUR_MS]
  return steps.find((step) => most / step <= 6) ?? 720 * HOUR_MS
}

type Write = (value: number | null, unit: Unit) => string
type AxisPointerParams = { axisValueLabel?: string; seriesIndex?: number; dataIndex?: number; marker?: unknown }[]

// The highest that stands on the axis, bars on top of each other.
function mostOf(shape: Shape, unit: Unit): number {
  const all = shape.series.filter((series) => series.unit === unit)
  if (shape.isGrouped && isBar(unit)) return Math.max(0, ...shape.categories.map((_, at) => all.reduce((sum, { values }) => sum + (values[at] ?? 0), 0)))
  return Math.max(0, ...all.flatMap(({ values }) => values.map((value) => value ?? 0)))
}

function valueAxis(shape: Shape, unit: Unit, at: number, colours: ChartColours, write: Write) {
  const most = mostOf(shape, unit)
  const step = unit === 'duration' ? clockStep(Math.max(1, most)) : undefined
  return {
    type: 'value' as const,
    position: at === 0 ? ('left' as const) : ('right' as const),
    min: unit === 'score' ? 1 : undefined,
    max: unit === 'ratio' && most <= 1 ? 1 : unit === 'score' ? 5 : step ? Math.ceil(Math.max(1, most) / step) * step : undefined,
    minInterval: unit === 'count' ? 1 : undefined,
    interval: step,
    axisLabel: { color: colours.muted, formatter: (value: number) => (unit === 'ratio' ? `${Math.round(value * 100)}%` : unit === 'score' ? String(value) : write(value, unit)) },
    splitLine: { show: at === 0, lineStyle: { color: colours.line } },
  }
}

function seriesOption(shape: Shape, series: Series, axis: number) {
  const asBar = isBar(series.unit) || (!shape.isTime && shape.isGrouped)
  const own = { name: series.name, yAxisIndex: axis, data: series.values.map((value) => value ?? '-') }
  if (asBar) return { ...own, type: 'bar' as const, stack: shape.isGrouped && isBar(series.unit) ? 'all' : undefined, barMaxWidth: 26, emphasis: { focus: 'series' as const } }
  // Queues have no order in which a line could lead from one to the next.
  return { ...own, type: 'line' as const, showSymbol: !shape.isTime || shape.categories.length < 60, symbolSize: shape.isTime ? 5 : 9, lineStyle: { width: shape.isTime ? 2 : 0 }, z: 5 }
}

export function optionOf(shape: Shape, colours: ChartColours, write: Write): ChartOption {
  const units = [...new Set(shape.series.map((series) => series.unit))].slice(0, 2)
  const shown = shape.series.filter((series) => units.includes(series.unit))
  const isLong = shape.categories.length > AT_ONCE
  return {
    color: colours.series,
    animationDuration: 250,
    animationDurationUpdate: 200,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: units.length > 1 ? 8 : 16, top: 38, bottom: isLong ? 44 : 6, containLabel: true },
    legend: { type: 'scroll', top: 4, left: 0, right: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 8, textStyle: { color: colours.text }, pageTextStyle: { color: colours.muted }, pageIconColor: colours.muted, pageIconInactiveColor: colours.line },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText', // the content policy allows no styles in markup
      confine: true,
      axisPointer: { type: shape.isTime ? 'line' : 'shadow' },
      backgroundColor: colours.raised,
      borderColor: colours.strongLine,
      textStyle: { color: colours.text, fontSize: 13 },
      formatter: (params: unknown) => {
        const points = (Array.isArray(params) ? params : [params]) as AxisPointerParams
        const lines = points.flatMap(({ seriesIndex, dataIndex, marker }) => {
          const series = shown[seriesIndex ?? -1]
          return series ? [`${String(marker)} ${series.name}  ${write(series.values[dataIndex ?? -1] ?? null, series.unit)}`] : []
        })
        return [points[0]?.axisValueLabel ?? '', ...lines].join('\n')
      },
    },
    xAxis: {
      type: 'category',
      data: shape.categories,
      boundaryGap: true,
      axisLine: { lineStyle: { color: colours.strongLine } },
      axisTick: { show: false },
      axisLabel: { color: colours.muted, hideOverlap: true, overflow: 'truncate', width: shape.isTime ? undefined : 110 },
    },
    yAxis: (units.length > 0 ? units : (['count'] as Unit[])).map((unit, at) => valueAxis(shape, unit, at, colours, write)),
    dataZoom: isLong
      ? [
          { type: 'slider', bottom: 6, height: 22, start: 0, end: shape.isTime ? 100 : (AT_ONCE / shape.categories.length) * 100, borderColor: colours.line, textStyle: { color: colours.muted }, showDetail: false },
          { type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false },
        ]
      : [],
    series: shown.map((series) => seriesOption(shape, series, units.indexOf(series.unit))),
  } as ChartOption
}
