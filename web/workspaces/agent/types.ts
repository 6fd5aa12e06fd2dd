import type { Schema } from '@/shared/api'

// What the agent is offered or has in hand, as distribution tells it.
export type Work = Schema<'OwnWork'>
