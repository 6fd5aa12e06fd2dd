import { describe, expect, it } from 'vitest'
import { counterValue, nextSorting, sorted, sortingIn, textOfSorting, written } from '../figures'
import { cell, report, row } from './reports'

describe('a figure is written', () => {
  it.each([
    [1234, 'count', '1,234'],
    [65_000, 'duration', '1:05'],
    [3_725_000, 'duration', '1:02:05'],
    [0.8765, 'ratio', '87.7%'],
    [1, 'ratio', '100.0%'],
    [4.333, 'score', '4.33'],
    [0, 'count', '0'],
  ] as const)('%s as a %s: %s', (value, unit, text) => expect(written(value, unit, 'en')).toBe(text))
  it('as a dash where there is none', () => expect([written(null, 'ratio', 'zh-CN'), written(undefined, 'count', 'en')]).toEqual(['–', '–']))
})

describe('rows', () => {
  const rows = [row([cell('queue', '3', '乙队')], [5, null]), row([cell('queue', '1', '甲队')], [12, 0.5]), row([cell('queue', '2', '丙队')], [0, 0.9])]
  const values = (column: string) => sorted(rows, sortingIn(column), ['offered', 'service_level']).map(({ figures }) => figures[0])
  it('stand by a figure, those without it last either way', () => {
    expect(values('-service_level')).toEqual([0, 12, 5])
    expect(values('service_level')).toEqual([12, 0, 5])
    expect(values('-offered')).toEqual([12, 5, 0])
  })
  it('stand by a name as Chinese is ordered', () => expect(sorted(rows, sortingIn('cell:0'), []).map(({ cells }) => cells[0]!.name)).toEqual(['丙队', '甲队', '乙队']))
  it('stand by wait in the order of the bands', () => {
    const bands = ['more', '10', '5', '600', '60'].map((band) => row([cell('wait_band', band)], []))
    expect(sorted(bands, sortingIn('cell:0'), []).map(({ cells }) => cells[0]!.value)).toEqual(['5', '10', '60', '600', 'more'])
  })
  it('keep the order of the server for a column that is not there', () => expect(sorted(rows, sortingIn('-nothing'), ['offered'])).toBe(rows))
  it('are turned around by the second press, and left by the third', () => {
    const [first, second] = [nextSorting(null, 'offered'), nextSorting(sortingIn('-offered'), 'offered')]
    expect([textOfSorting(first!), textOfSorting(second!), nextSorting(second, 'offered')]).toEqual(['-offered', 'offered', null])
    expect(textOfSorting(nextSorting(null, 'cell:0')!)).toBe('cell:0')
  })
})

describe('the value of a counter', () => {
  const whole = row([], [20, 12, 4, 8, 0.5, 9_000])
  it('is that of the figure that is nothing else', () => expect(counterValue('answered', whole, report.figures)).toBe(12))
  it('follows from a mean and what it is the mean of', () => expect(counterValue('answer_wait_ms', whole, report.figures)).toBe(108_000))
  it('is unknown where no figure tells it', () => {
    expect(counterValue('talk_ms', whole, report.figures)).toBeNull()
    expect(counterValue('answer_wait_ms', row([], [20, 0, 4, 0, null, null]), report.figures)).toBeNull()
  })
})
