import { describe, expect, it } from 'vitest'
import type { Agent, AgentState } from '../types'
import { countStates, elapsed, fits, rowsOf } from '../words'

const since = '2026-11-22T08:00:00.000Z'
const after = (seconds: number) => Date.parse(since) + seconds * 1000

const agent = (id: string, name: string, more: Partial<Agent> = {}): Agent => ({
  id,
  name,
  number: `80${id}`,
  centre_id: '1',
  department_id: null,
  team_id: null,
  skills: [],
  capacity: [],
  active: true,
  version: 1,
  updated_at: since,
  ...more,
})
const state = (id: string, value: AgentState['state']): AgentState => ({
  id,
  name: '',
  number: '',
  centre_id: '1',
  department_id: null,
  team_id: null,
  state: value,
  reason_id: null,
  since,
  signed_in_at: since,
  present: true,
  absent_since: null,
  version: 1,
})
const none = { q: '', team_id: '', skill_id: '', state: '' }

describe('a running clock', () => {
  it.each([
    [0, '0:00'],
    [7, '0:07'],
    [59.9, '0:59'],
    [750, '12:30'],
    [3600, '1:00:00'],
    [3909, '1:05:09'],
    [90_000, '25:00:00'],
  ])('says after %d seconds %s', (seconds, text) => expect(elapsed(since, after(seconds))).toBe(text))

  it('does not run backwards when clocks differ', () => expect(elapsed(since, after(-5))).toBe('0:00'))
})

describe('agents with their states', () => {
  const agents = [agent('2', '张伟', { team_id: '7' }), agent('1', '李娜', { skills: [{ skill_id: '9', level: 3 }] }), agent('3', '王芳', { active: false })]
  const rows = rowsOf(agents, new Map([['1', state('1', 'ready')], ['2', state('2', 'not_ready')]]))

  it('stand in the order of their names', () => expect(rows.map((row) => row.agent.name)).toEqual(['李娜', '王芳', '张伟']))

  const found = (filters: Partial<typeof none>) => rows.filter((row) => fits(row, { ...none, ...filters })).map((row) => row.id)
  it('are all there without a filter', () => expect(found({})).toHaveLength(3))
  it('are found by name and number, every word', () => {
    expect(found({ q: '张' })).toEqual(['2'])
    expect(found({ q: ' 801 李 ' })).toEqual(['1'])
    expect(found({ q: '801 张' })).toEqual([])
  })
  it('are found by team, skill and state', () => {
    expect(found({ team_id: '7' })).toEqual(['2'])
    expect(found({ skill_id: '9' })).toEqual(['1'])
    expect(found({ state: 'ready' })).toEqual(['1'])
    expect(found({ state: 'signed_out' })).toEqual(['3'])
    expect(found({ state: 'ready', team_id: '7' })).toEqual([])
  })
  it('are counted by state', () => expect(countStates(rows)).toEqual({ ready: 1, not_ready: 1, not_responding: 0, signed_out: 1 }))
})
