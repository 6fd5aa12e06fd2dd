import type { Schema } from '@/shared/api'

export type Skill = Schema<'Skill'>
export type SkillFields = Schema<'SkillFields'>
export type AgentSkill = Schema<'AgentSkill'>
// An agent's skill, or one that a queue asks for.
export type SkillLevel = Schema<'SkillLevel'>
export type ChannelCapacity = Schema<'ChannelCapacity'>
export type Channel = ChannelCapacity['channel']
export type Agent = Schema<'Agent'>
export type AgentFields = Schema<'AgentFields'>
export type NewAgent = Schema<'NewAgent'>
export type AgentState = Schema<'AgentState'>
export type State = AgentState['state']
export type NewMessage = Schema<'NewMessage'>
export type Message = Schema<'Message'>

export const states: readonly State[] = ['ready', 'not_ready', 'not_responding', 'signed_out']
export const channels: readonly Channel[] = ['webchat', 'voice']
// What a channel that is not named has: see most_at_once() of the server.
export const DEFAULT_CAPACITY: Record<Channel, number> = { webchat: 3, voice: 1 }
