// How agents are spoken of: tones of states, running clocks, who fits a filter. Pure.
import type { Tone } from '@/shared/ui/StatusBadge.vue'
import type { Agent, AgentState, State } from './types'

export const toneOf: Record<State, Tone> = { ready: 'success', not_ready: 'warning', not_responding: 'danger', signed_out: 'neutral' }

// "0:07", "12:30", "1:05:09": how long something lasts; never negative, as clocks differ a little.
export function elapsed(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

export interface AgentRow {
  id: string
  agent: Agent
  state: AgentState | undefined // none: switched off
}

// Profiles with their states, by name.
export function rowsOf(agents: readonly Agent[], states: ReadonlyMap<string, AgentState>): AgentRow[] {
  return [...agents].sort((a, b) => a.name.localeCompare(b.name, 'zh-CN')).map((agent) => ({ id: agent.id, agent, state: states.get(agent.id) }))
}

export interface AgentFilters {
  q: string
  team_id: string
  skill_id: string
  state: string
}

export function fits({ agent, state }: AgentRow, filters: AgentFilters): boolean {
  const words = filters.q.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const text = `${agent.name} ${agent.number}`.toLowerCase()
  return (
    words.every((word) => text.includes(word)) &&
    (filters.team_id === '' || agent.team_id === filters.team_id) &&
    (filters.skill_id === '' || agent.skills.some((skill) => skill.skill_id === filters.skill_id)) &&
    (filters.state === '' || (state?.state ?? 'signed_out') === filters.state)
  )
}

// How many are in each state.
export function countStates(rows: readonly AgentRow[]): Record<State, number> {
  const counts: Record<State, number> = { ready: 0, not_ready: 0, not_responding: 0, signed_out: 0 }
  for (const { state } of rows) counts[state?.state ?? 'signed_out'] += 1
  return counts
}
