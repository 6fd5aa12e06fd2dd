import type { Schema } from '@/shared/api'

export type Queue = Schema<'Queue'>
export type QueueFields = Schema<'QueueFields'>
export type QueueStage = Schema<'QueueStage'>
export type QueueLoad = Schema<'QueueLoad'>
export type AgentLoad = Schema<'AgentLoad'>
export type Strategy = Schema<'Strategy'>
export type Trial = Schema<'Trial'>
export type TrialAgent = Schema<'TrialAgent'>
export type TrialRequest = Schema<'TrialRequest'>

export const strategies: readonly Strategy[] = ['longest_idle', 'least_busy', 'best_skilled']
// Of a queue that waits or not; whether it is closed by its calendar only the server knows.
export type QueueState = 'open' | 'inactive' | 'emergency'
