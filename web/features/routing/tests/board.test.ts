import { describe, expect, it } from 'vitest'
import type { Agent, AgentState } from '@/features/agents'
import { countKinds, fitsSeat, groupsOf, inHand, isOver, isShown, mostInHand, ordered, seatsOf, type Seat } from '../board'
import type { AgentLoad } from '../types'

const since = '2026-11-22T08:00:00.000Z'
const after = (minutes: number) => Date.parse(since) + minutes * 60_000

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
const state = (id: string, value: AgentState['state'], more: Partial<AgentState> = {}): AgentState => ({
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
  occupied: false,
  version: 1,
  ...more,
})
const load = (id: string, in_hand: number): AgentLoad => ({ id, offered: 0, in_hand, wrapping_up: 1, calls: 0 })
const byId = <T extends { id: string }>(...list: T[]) => new Map(list.map((each) => [each.id, each]))

const agents = ordered([agent('2', '张伟', { team_id: '7' }), agent('1', '李娜', { skills: [{ skill_id: '9', level: 3 }], centre_id: '2' }), agent('3', '王芳', { active: false }), agent('4', '赵敏', { team_id: '7' })])
const states = byId(state('1', 'ready'), state('2', 'not_ready'), state('4', 'ready', { present: false }))
const seats = seatsOf(agents, states, byId(load('1', 2)))
const none = { q: '', centre_id: '', team_id: '', skill_id: '' }

describe('the seats of a board', () => {
  it('stand in the order of their names, with state and load', () => {
    expect(seats.map((seat) => seat.agent.name)).toEqual(['李娜', '王芳', '张伟', '赵敏'])
    expect(seats.map((seat) => seat.state?.state)).toEqual(['ready', undefined, 'not_ready', 'ready'])
    expect(seats.map((seat) => inHand(seat.load))).toEqual([3, 0, 0, 0])
  })

  it('stay the same objects when nothing about them changed', () => {
    const before = byId(...seats)
    const again = seatsOf(agents, new Map(states).set('2', state('2', 'ready')), byId(seats[0]!.load!), before)
    expect(again.map((seat, index) => seat === seats[index])).toEqual([true, true, false, true])
    expect(seatsOf(agents, states, byId<AgentLoad>(), before)[0]).not.toBe(seats[0])
  })

  const found = (filters: Partial<typeof none>) => seats.filter((seat) => fitsSeat(seat, { ...none, ...filters })).map((seat) => seat.id)
  it('are found by name and number, every word', () => {
    expect(found({})).toHaveLength(4)
    expect(found({ q: '张' })).toEqual(['2'])
    expect(found({ q: ' 801 李 ' })).toEqual(['1'])
    expect(found({ q: '801 张' })).toEqual([])
  })
  it('are found by centre, team and skill', () => {
    expect(found({ centre_id: '2' })).toEqual(['1'])
    expect(found({ team_id: '7' })).toEqual(['2', '4'])
    expect(found({ skill_id: '9' })).toEqual(['1'])
  })

  it('are counted by state; away and over time are counted besides, inactive apart', () => {
    expect(countKinds(seats, new Set(['2']))).toEqual({ ready: 2, not_ready: 1, not_responding: 0, signed_out: 0, away: 1, over: 1, inactive: 1 })
  })
  it('show who is inactive only when asked', () => {
    const shown = (kind: string) => seats.filter((seat) => isShown(seat, kind, new Set(['2']))).map((seat) => seat.id)
    expect(shown('')).toEqual(['1', '2', '4'])
    expect(shown('inactive')).toEqual(['3'])
    expect(shown('away')).toEqual(['4'])
    expect(shown('over')).toEqual(['2'])
    expect(shown('ready')).toEqual(['1', '4'])
  })
  it('who was switched off and is not signed out yet stands with the others', () => {
    const leaving = seatsOf([agent('3', '王芳', { active: false })], byId(state('3', 'ready')), new Map())
    expect(countKinds(leaving, new Set())).toMatchObject({ ready: 1, inactive: 0 })
  })

  it('are grouped by team in the order of their titles; those without a team are last', () => {
    const titles: Record<string, string> = { '7': '乙班', '8': '甲班' }
    const all = [...seats, ...seatsOf([agent('5', '陈晨', { team_id: '8' })], new Map(), new Map())]
    const groups = groupsOf(all, (seat: Seat) => titles[seat.agent.team_id ?? ''] ?? '未分班组')
    expect(groups.map((group) => [group.key, group.seats.map((seat) => seat.id)])).toEqual([
      ['8', ['5']],
      ['7', ['2', '4']],
      ['', ['1', '3']],
    ])
  })
})

describe('what an agent takes at once', () => {
  const takesCalls = agent('6', '孙丽', { capacity: [{ channel: 'webchat', most: 0 }] })
  it('is chats, or calls of who takes nothing else', () => {
    expect(mostInHand({ agent: agents[0]!, load: undefined })).toBe(3)
    expect(mostInHand({ agent: takesCalls, load: undefined })).toBe(1)
  })
  it('is the call alone of who has one', () => {
    expect(mostInHand({ agent: agents[0]!, load: { id: '1', offered: 0, in_hand: 1, wrapping_up: 0, calls: 1 } })).toBe(1)
  })
})

describe('time over the reason', () => {
  const resting = state('1', 'not_ready', { reason_id: '4' })
  it.each([
    [14, 15, false],
    [15, 15, false],
    [16, 15, true],
    [600, null, false],
  ])('after %d minutes of %s is over: %s', (minutes, allowed, expected) => expect(isOver(resting, allowed, after(minutes))).toBe(expected))
  it('is of those alone who are not ready', () => expect(isOver(state('1', 'ready'), 1, after(60))).toBe(false))
})
