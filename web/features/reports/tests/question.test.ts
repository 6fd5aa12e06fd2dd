import { describe, expect, it } from 'vitest'
import { askedIn, askedOfView, dimensionsOf, filtersOf, queryOf, questionOf, usesWithin } from '../question'
import { report } from './reports'

const TODAY = '2026-11-22'
const ask = (query: Record<string, unknown>) => askedIn(query, report, TODAY)

describe('a question in the address', () => {
  it('is what it was after it was written and read', () => {
    const query = { from: '2026-11-01', until: '2026-11-07', interval: 'day', by: 'queue,centre', centre_id: '7', queue_id: '9', days: 'working', calendar_id: '4', within: '20', figures: 'offered,service_level' }
    expect(queryOf(ask(query), report)).toEqual(query)
    expect(questionOf(ask(query))).toEqual({
      interval: 'day', from: '2026-11-01', until: '2026-11-07', by: ['queue', 'centre'], centre_id: '7', team_id: null, queue_id: '9', agent_id: null, channel: null, tier_id: null, direction: null, trunk_id: null, flow_id: null, days: 'working', calendar_id: '4', within_seconds: 20,
    })
  })

  it('needs nothing where it is asked as the report begins', () => {
    expect(ask({})).toMatchObject({ period: 'today', dates: { from: TODAY, until: TODAY }, interval: 'half', by: null, within: 30 })
    expect(queryOf(ask({}), report)).toEqual({})
  })

  it('keeps a period by its name, which means other dates tomorrow', () => {
    expect(queryOf(ask({ period: 'yesterday' }), report)).toEqual({ period: 'yesterday' })
    expect(askedIn({ period: 'yesterday' }, report, '2026-11-23').dates).toEqual({ from: TODAY, until: TODAY })
  })

  it('leaves out what the report does not know and what is no question', () => {
    const asked = ask({ from: '2026-02-30', until: '2026-03-01', interval: 'month', by: 'agent,queue,queue', agent_id: '5', within: '7', days: 'some', figures: 'offered,nothing', centre_id: ['1', '2'] })
    expect(asked).toMatchObject({ period: 'today', interval: 'half', by: ['queue'], agent_id: '', within: 30, days: 'all', figures: ['offered'], centre_id: '' })
  })

  it('may be by the interval alone, which is another thing than as the report ships', () => {
    expect(queryOf(ask({ by: 'none' }), report)).toEqual({ by: 'none' })
    expect(questionOf(ask({ by: 'none' })).by).toEqual([])
    expect(ask({ by: 'agent' }).by).toBeNull()
    expect(questionOf(ask({})).by).toBeNull()
  })

  it('asks for no calendar where all days are meant', () => expect(questionOf(ask({ calendar_id: '4' })).calendar_id).toBeNull())
})

describe('a kept question', () => {
  const view = { question: questionOf(ask({ period: 'last_month', interval: 'day', queue_id: '9', within: '20' })), figures: ['offered'], period: 'last_month' as const }
  it('moves with time where it asks for a period', () => {
    expect(askedOfView(view, '2027-01-05')).toMatchObject({ period: 'last_month', dates: { from: '2026-12-01', until: '2026-12-31' }, queue_id: '9', within: 20, figures: ['offered'] })
  })
  it('stays at its dates where it asks for none, also when they were those of a period', () => {
    expect(askedOfView({ ...view, period: null }, '2027-01-05')).toMatchObject({ period: null, dates: { from: '2026-10-01', until: '2026-10-31' } })
  })
})

describe('a report', () => {
  it('offers the filters that it names, and seconds where something is in time', () => {
    expect(filtersOf(report)).toEqual(['centre_id', 'queue_id', 'channel'])
    expect(usesWithin(report)).toBe(true)
    expect(usesWithin({ figures: report.figures.slice(0, 3) })).toBe(false)
  })
  it('has rows by interval and by what it is asked for, and always by its bands', () => {
    expect(dimensionsOf({ interval: 'day', by: null }, report)).toEqual(['interval', 'queue'])
    expect(dimensionsOf({ interval: 'day', by: [] }, report)).toEqual(['interval'])
    expect(dimensionsOf({ interval: 'whole', by: ['team'] }, report)).toEqual(['team'])
    expect(dimensionsOf({ interval: 'whole', by: ['queue'] }, { ...report, by: ['wait_band'] })).toEqual(['queue', 'wait_band'])
  })
})
