// Figures as they are written, put in order, and taken apart into what was counted. Pure.
import { duration } from '@/shared/clock'
import { compareNames } from '@/shared/i18n'
import type { Cell, Figure, Row, Term, Unit } from './types'

export const NONE = '–'

// As `language` writes numbers.
export function written(value: number | null | undefined, unit: Unit, language: string): string {
  if (value === null || value === undefined) return NONE
  if (unit === 'duration') return value < 0 ? `−${duration(-value)}` : duration(value)
  if (unit === 'ratio') return new Intl.NumberFormat(language, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)
  const digits = unit === 'count' ? 0 : 2
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

// A column by which rows stand: a cell of the row ("cell:0") or a figure; rows without the figure are last either way.
export interface Sorting {
  column: string
  isDescending: boolean
}
export function sortingIn(text: string): Sorting | null {
  if (text === '') return null
  return text.startsWith('-') ? { column: text.slice(1), isDescending: true } : { column: text, isDescending: false }
}
export const textOfSorting = ({ column, isDescending }: Sorting) => (isDescending ? `-${column}` : column)
// The first press shows the most, names from A; the second turns it around; the third is the server's order again.
export function nextSorting(now: Sorting | null, column: string): Sorting | null {
  const first = !column.startsWith('cell:')
  if (now?.column !== column) return { column, isDescending: first }
  return now.isDescending === first ? { column, isDescending: !first } : null
}

const bandOrder = (value: string) => (value === 'more' ? Number.MAX_SAFE_INTEGER : Number(value))
function compareCells(a: Cell | undefined, b: Cell | undefined): number {
  if (!a || !b) return 0
  if (a.dimension === 'interval') return a.value < b.value ? -1 : Number(a.value > b.value)
  if (a.dimension === 'wait_band') return bandOrder(a.value) - bandOrder(b.value)
  return compareNames(a.name || a.value, b.name || b.value)
}
export function sorted(rows: readonly Row[], sorting: Sorting | null, figures: readonly string[]): readonly Row[] {
  if (!sorting) return rows
  const way = sorting.isDescending ? -1 : 1
  if (sorting.column.startsWith('cell:')) {
    const at = Number(sorting.column.slice(5))
    return [...rows].sort((a, b) => way * compareCells(a.cells[at], b.cells[at]))
  }
  const at = figures.indexOf(sorting.column)
  if (at < 0) return rows
  return [...rows].sort((a, b) => {
    const [one, other] = [a.figures[at] ?? null, b.figures[at] ?? null]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return way * (one - other)
  })
}

// What a counter came to in a row, as far as the row's figures tell it: a figure that is nothing but the counter, or a
// mean of it, times what it is the mean of.
export function counterValue(counter: string, row: Row, figures: readonly Figure[], deep = 0): number | null {
  const valueOf = (figure: Figure) => row.figures[figures.indexOf(figure)] ?? null
  const isOf = (figure: Figure) => figure.top.length === 1 && figure.top[0]!.counter === counter && figure.top[0]!.factor === 1
  const own = figures.find((figure) => isOf(figure) && figure.bottom.length === 0)
  if (own) return valueOf(own)
  if (deep > 1) return null
  for (const figure of figures.filter(isOf)) {
    const value = valueOf(figure)
    const whole = sumOf(figure.bottom, row, figures, deep + 1)
    if (value !== null && whole !== null) return Math.round(value * whole)
  }
  return null
}
function sumOf(terms: readonly Term[], row: Row, figures: readonly Figure[], deep: number): number | null {
  let sum = 0
  for (const { counter, factor } of terms) {
    const value = counterValue(counter, row, figures, deep)
    if (value === null) return null
    sum += value * factor
  }
  return sum
}

// Milliseconds are added up, all else is counted, so that the number of things behind it is its value.
export const isAddedUp = (counter: string) => counter.endsWith('_ms')
