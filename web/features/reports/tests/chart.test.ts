import { describe, expect, it } from 'vitest'
import { MOST_SERIES, shapeOf } from '../chart'
import type { Cell, Row } from '../types'
import { cell, report, row } from './reports'

const shape = (rows: Row[], chosen: string[]) => shapeOf(rows, report.figures, chosen, (each: Cell) => each.name || each.value, (key) => key)
const figures = (offered: number, level: number | null) => [offered, null, null, null, level, null]

describe('a chart', () => {
  it('shows figures side by side where there is one group', () => {
    const found = shape([row([cell('interval', '08'), cell('queue', '1', '甲')], figures(3, 0.5)), row([cell('interval', '09'), cell('queue', '1', '甲')], figures(4, null))], ['offered', 'service_level'])
    expect(found).toMatchObject({ categories: ['08', '09'], isTime: true, isGrouped: false })
    expect(found.series).toEqual([{ name: 'offered', unit: 'count', values: [3, 4] }, { name: 'service_level', unit: 'ratio', values: [0.5, null] }])
  })

  it('shows one figure of several groups, with gaps where a group has no row', () => {
    const found = shape([row([cell('interval', '08'), cell('queue', '1', '甲')], figures(3, 1)), row([cell('interval', '09'), cell('queue', '2', '乙')], figures(4, 1))], ['offered', 'service_level'])
    expect(found.series).toEqual([{ name: '甲', unit: 'count', values: [3, null] }, { name: '乙', unit: 'count', values: [null, 4] }])
  })

  it('tells two of the same name apart along its axis', () => {
    expect(shape([row([cell('queue', '1', '客服')], figures(1, 1)), row([cell('queue', '2', '客服')], figures(2, 1))], ['offered']).series[0]!.values).toEqual([1, 2])
  })

  it('tells two groups of the same name apart', () => {
    const found = shape([row([cell('interval', '08'), cell('queue', '1', '客服')], figures(1, 1)), row([cell('interval', '08'), cell('queue', '2', '客服')], figures(2, 1))], ['offered'])
    expect(found.series.map(({ name, values }) => [name, values])).toEqual([['客服', [1]], ['客服 (2)', [2]]])
  })

  it('leaves out the lightest of too many groups', () => {
    const rows = Array.from({ length: MOST_SERIES + 3 }, (_, at) => row([cell('interval', '08'), cell('queue', String(at), `队${at}`)], figures(at, null)))
    const found = shape(rows, ['offered'])
    expect(found.leftOut).toBe(3)
    expect(found.series.map(({ name }) => name)).toEqual(rows.slice(3).map(({ cells }) => cells[1]!.name))
  })

  it('is empty for no rows', () => expect(shape([], ['offered']).categories).toEqual([]))
})
