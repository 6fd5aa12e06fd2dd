import type { Schema } from '@/shared/api'

export type Report = Schema<'ReportInfo'>
export type Figure = Schema<'FigureInfo'>
export type Term = Schema<'FigureTerm'>
export type Unit = Figure['unit']
export type Interval = Schema<'Interval'>
export type Dimension = Schema<'Dimension'>
export type Days = Schema<'Days'>
export type Question = Schema<'ReportQuestion'>
export type Answer = Schema<'ReportAnswer'>
export type Row = Schema<'ReportRow'>
export type Cell = Schema<'Cell'>
export type Behind = Schema<'Behind'>
export type FileFormat = Schema<'FileFormat'>
export type View = Schema<'ReportView'>
export type Period = Schema<'ReportPeriod'>
export type ViewFields = Schema<'ReportViewFields'>
export type Timeline = Schema<'Timeline'>
export type TimelineAnswer = Schema<'TimelineAnswer'>
export type Span = Schema<'AgentSpan'>

// The edges of the wait bands: what "in time" may mean, in seconds.
export const withinChoices: readonly number[] = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600]
export const directions: readonly NonNullable<Question['direction']>[] = ['inbound', 'outbound', 'internal']
export const dayChoices: readonly Days[] = ['all', 'working', 'off']
export type Threshold = Schema<'Threshold'>
export type ThresholdFields = Schema<'ThresholdFields'>
export type Watched = Threshold['watched']
export const watchedFigures: readonly Watched[] = ['waiting', 'longest_wait', 'service_level', 'abandon_rate']
export type QueueFigures = Schema<'QueueFigures'>
