import { api } from '@/shared/api'
import type { Cell, FileFormat, Question, ThresholdFields, ViewFields } from './types'

export const reportsApi = {
  list: (signal?: AbortSignal) => api.get('/reports', { signal }),
  // With `read_at` a further page of the answer of then, as long as the server keeps it.
  answer: (key: string, question: Question, offset: number, limit: number, read_at: string | null, signal?: AbortSignal) =>
    api.post('/reports/{key}/answer', { question, offset, limit, read_at }, { params: { key }, signal, timeoutMs: 60_000 }),
  behind: (key: string, question: Question, cells: Cell[], counter: string, offset: number, limit: number, signal?: AbortSignal) =>
    api.post('/reports/{key}/behind', { question, cells, counter, offset, limit }, { params: { key }, signal }),
  file: (key: string, question: Question, format: FileFormat) => api.file('/reports/{key}/export', { question, format }, { params: { key }, timeoutMs: 0 }),
}

export interface TimelineAsked {
  from: string
  until: string
  centre_id: string | null
  team_id: string | null
  agent_id: string | null
}
export const timelineApi = {
  show: (asked: TimelineAsked, offset: number, limit: number, signal?: AbortSignal) => api.post('/agent-timelines', { ...asked, offset, limit }, { signal }),
}

export const viewsApi = {
  list: (signal?: AbortSignal) => api.get('/report-views', { signal }),
  fetch: (id: string) => api.get('/report-views/{id}', { params: { id } }),
  create: (fields: ViewFields, once: string) => api.post('/report-views', fields, { once }),
  save: (id: string, fields: ViewFields, version: number) => api.put('/report-views/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/report-views/{id}', { params: { id } }),
}

export const thresholdsApi = {
  fetch: (id: string) => api.get('/board-thresholds/{id}', { params: { id } }),
  create: (fields: ThresholdFields, once: string) => api.post('/board-thresholds', fields, { once }),
  save: (id: string, fields: ThresholdFields, version: number) => api.put('/board-thresholds/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/board-thresholds/{id}', { params: { id } }),
}

const MOST_WAITING = 200
export const waitingApi = {
  list: (signal?: AbortSignal) => api.get('/contacts', { query: { state: 'waiting', limit: MOST_WAITING }, signal }),
}
