import type { Schema } from '@/shared/api'

export type Calendar = Schema<'Calendar'>
export type CalendarFields = Schema<'CalendarFields'>
export type CalendarDay = Schema<'CalendarDay'>
export type Hours = Schema<'Hours'>
export type Holiday = Schema<'Holiday'>
export type ImportedDays = Schema<'ImportedDays'>
export type ImportFormat = Schema<'ImportFormat'>
export type SpecialDay = Schema<'SpecialDay'>
export type Weekday = Schema<'Weekday'>
export type WeeklyHours = Schema<'WeeklyHours'>

export const weekdays: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
export const dayKinds: readonly SpecialDay['kind'][] = ['closed', 'other_hours', 'makeup']
