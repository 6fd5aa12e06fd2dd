// How recordings are spoken of. Pure.
import type { Tone } from '@/shared/ui/StatusBadge.vue'
import type { RecordingState } from './types'

export const stateTones: Record<RecordingState, Tone> = { recording: 'danger', kept: 'success', deleted: 'neutral', lost: 'warning' }
