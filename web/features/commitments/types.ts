import type { Schema } from '@/shared/api'

export type ServiceLevel = Schema<'ServiceLevel'>
export type ServiceLevelFields = Schema<'ServiceLevelFields'>
export type Measure = Schema<'Measure'>
export type Channel = ServiceLevelFields['channel']
export type Commitment = Schema<'Commitment'>
export type Explanation = Schema<'Explanation'>

export const measures: readonly Measure[] = ['first_answer', 'handling']
// How a clock stands: its state, and whether it has warned while it runs.
export type Standing = Commitment['state'] | 'warned'
// Those of a clock that has not stopped.
export const openStandings: readonly Standing[] = ['breached', 'warned', 'running', 'paused']
