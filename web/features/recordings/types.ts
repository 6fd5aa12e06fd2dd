import type { Schema } from '@/shared/api'

export type Recording = Schema<'Recording'>
export type RecordingState = Recording['state']
export type RecordingMark = Schema<'RecordingMark'>
export type RecordingPeaks = Schema<'RecordingPeaks'>
export type MarkKind = RecordingMark['kind']

export const recordingStates: readonly RecordingState[] = ['recording', 'kept', 'deleted', 'lost']
