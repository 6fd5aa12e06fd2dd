import { describe, expect, it } from 'vitest'
import { addresses, blankChannel, fieldsOf } from '../channels'
import { frameOf, linesOf, tilesOf, valueText, worstOf } from '../readings'
import type { MonitoredNode, NoticeChannel, ProbeReading, ProbeSample } from '../types'

const days = (count: number) => `${count} d`
const reading = (probe: string, severity: ProbeReading['severity'] = 'ok'): ProbeReading => ({ node: 1, probe, severity, value: 1, unit: 'count', note: '', figures: [], at: '2026-11-22T00:00:00.000Z' })
const sample = (minute: number, value: number): ProbeSample => ({ at: new Date(minute * 60_000).toISOString(), value, severity: 'ok' })

describe('values', () => {
  it.each([
    [null, 'percent', '–'],
    [67.325, 'percent', '67.3 %'],
    [4276592, 'bytes', '4.1 MB'],
    [512, 'bytes', '512 B'],
    [0.114861, 'milliseconds', '0.11 ms'],
    [1234.4, 'milliseconds', '1234 ms'],
    [0, 'seconds', '0 s'],
    [812, 'days', '812 d'],
    [17, 'count', '17'],
  ] as const)('%s %s is written %s', (value, unit, text) => expect(valueText(value, unit, days)).toBe(text))
})

describe('tiles', () => {
  it('show the worst first, then what people look for first, and not that the node is heard of', () => {
    const node = { node: 1, readings: [reading('memory'), reading('unknown_probe'), reading('disk_free', 'critical'), reading('routing'), reading('node_silence')] } as unknown as MonitoredNode
    expect(tilesOf(node).map(({ probe }) => probe)).toEqual(['disk_free', 'routing', 'memory', 'unknown_probe'])
  })
  it('are as bad as the worst', () => {
    expect(worstOf(['ok', 'critical', 'warning'])).toBe('critical')
    expect(worstOf([])).toBe('ok')
  })
})

describe('a graph', () => {
  const until = 180 * 60_000
  it('spans its values from zero on, and thresholds that are near', () => {
    expect(frameOf([sample(1, 50)], 0, until, [60, 5000]).high).toBeCloseTo(66)
    expect(frameOf([], 0, until).high).toBe(1)
  })
  it('runs from left to right, and higher values are higher up', () => {
    const frame = { from: 0, until, low: 0, high: 100 }
    expect(linesOf([sample(0, 0), sample(1, 100)], frame, 180, 50)).toEqual(['0.0,50.0 1.0,0.0'])
  })
  it('is broken where nothing was measured', () => {
    const frame = { from: 0, until, low: 0, high: 100 }
    expect(linesOf([sample(0, 0), sample(1, 0), sample(60, 0)], frame, 180, 50)).toEqual(['0.0,50.0 1.0,50.0', '60.0,50.0 60.0,50.0'])
  })
})

describe('channels', () => {
  it('take addresses in lines or with commas', () => expect(addresses(' a@b.cn\nc@d.cn, e@f.cn；g@h.cn\n\n')).toEqual(['a@b.cn', 'c@d.cn', 'e@f.cn', 'g@h.cn']))
  it('are edited without what the server keeps, and with no secret', () => {
    const channel: NoticeChannel = { ...blankChannel('en'), id: '7', has_secret: true, version: 2, updated_at: '2026-11-22T00:00:00.000Z' } as NoticeChannel
    const fields = fieldsOf(channel)
    expect(fields.secret).toBeNull()
    expect(Object.keys(fields)).not.toContain('has_secret')
  })
})
