// How agents are spoken of. Pure.
import { CircleCheck, CircleOff, CirclePause, PhoneMissed } from '@lucide/vue'
import type { Component } from 'vue'
import type { Tone } from '@/shared/ui/StatusBadge.vue'
import { DEFAULT_CAPACITY, type Agent, type AgentFields, type AgentState, type Channel, type State } from './types'

export const toneOf: Record<State, Tone> = { ready: 'success', not_ready: 'warning', not_responding: 'danger', signed_out: 'neutral' }
export const iconOf: Record<State, Component> = { ready: CircleCheck, not_ready: CirclePause, not_responding: PhoneMissed, signed_out: CircleOff }

export interface AgentRow {
  id: string
  agent: Agent
  state: AgentState | undefined // none: switched off
}

// How many contacts of a channel an agent takes at once.
export function mostAtOnce(agent: Pick<AgentFields, 'capacity'>, channel: Channel): number {
  return agent.capacity.find((each) => each.channel === channel)?.most ?? DEFAULT_CAPACITY[channel]
}

// Signed in, but no console of the person is connected.
export function isAway(state: AgentState | undefined): boolean {
  return state !== undefined && state.state !== 'signed_out' && !state.present
}
