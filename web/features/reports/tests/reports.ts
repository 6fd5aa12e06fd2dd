// Reports and rows for tests.
import type { Cell, Dimension, Report, Row } from '../types'

const count = (key: string) => ({ key, unit: 'count' as const, top: [{ counter: key, factor: 1 }], bottom: [] })
export const report: Report = {
  key: 'queue_interval',
  by: ['queue'],
  may_be_by: ['queue', 'centre', 'team'],
  filters: ['centre', 'queue', 'channel'],
  intervals: ['half', 'day', 'whole'],
  figures: [
    count('offered'),
    count('answered'),
    count('abandoned'),
    count('answered_in_time'),
    { key: 'service_level', unit: 'ratio', top: [{ counter: 'answered_in_time', factor: 1 }], bottom: [{ counter: 'answered', factor: 1 }, { counter: 'abandoned', factor: 1 }] },
    { key: 'mean_answer_wait', unit: 'duration', top: [{ counter: 'answer_wait_ms', factor: 1 }], bottom: [{ counter: 'answered', factor: 1 }] },
  ],
  charted: ['offered', 'service_level'],
}
export const cell = (dimension: Dimension, value: string, name = ''): Cell => ({ dimension, value, name })
export const row = (cells: Cell[], figures: (number | null)[]): Row => ({ cells, figures })
