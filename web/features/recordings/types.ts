import type { Schema } from '@/shared/api'

export type Recording = Schema<'Recording'>
export type RecordingState = Recording['state']
export type RecordingMark = Schema<'RecordingMark'>
export type RecordingPeaks = Schema<'RecordingPeaks'>
export type MarkKind = RecordingMark['kind']

export type Retention = Schema<'Retention'>
export type RetentionFields = Schema<'RetentionFields'>

export const DEFAULT_DAYS = 180 // without a rule
export const recordingStates: readonly RecordingState[] = ['recording', 'kept', 'deleted', 'lost']
