import { api, type Query } from '@/shared/api'
import type { CalendarFields, ImportFormat, SpecialDay } from './types'

export const calendarsApi = {
  fetch: (id: string) => api.get('/calendars/{id}', { params: { id } }),
  create: (fields: CalendarFields, once: string) => api.post('/calendars', fields, { once }),
  save: (id: string, fields: CalendarFields, version: number) => api.put('/calendars/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/calendars/{id}', { params: { id } }),
  days: (id: string, query: Query, signal?: AbortSignal) => api.get('/calendars/{id}/openings', { params: { id }, query, signal }),
  importDays: (id: string, format: ImportFormat, text: string) => api.post('/calendars/{id}/special-days', { format, text }, { params: { id } }),
}

export const holidaysApi = {
  importDays: (holiday_set: string, format: ImportFormat, text: string) => api.post('/holidays', { holiday_set, format, text }),
  // The server takes days by files; one day is a short file.
  put: (holiday_set: string, day: SpecialDay) => holidaysApi.importDays(holiday_set, 'json', JSON.stringify({ days: [day] })),
  remove: (id: string) => api.delete('/holidays/{id}', { params: { id } }),
}
