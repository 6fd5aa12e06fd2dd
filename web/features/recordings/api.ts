import { api, type Page, type Query } from '@/shared/api'
import type { Recording, RecordingPeaks, Retention, RetentionFields } from './types'

const of = (id: string) => ({ params: { id } })

export const recordingsApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<Recording>> => api.get('/recordings', { query, signal }),
  fetch: (id: string): Promise<Recording> => api.get('/recordings/{id}', of(id)),
  peaks: (id: string, buckets: number, signal?: AbortSignal): Promise<RecordingPeaks> => api.get('/recordings/{id}/peaks', { ...of(id), query: { buckets }, signal }),
  hold: (id: string, reason: string): Promise<Recording> => api.post('/recordings/{id}/holds', { reason }, of(id)),
  release: (id: string): Promise<Recording> => api.post('/recordings/{id}/releases', undefined, of(id)),
  remove: (id: string) => api.delete('/recordings/{id}', of(id)),
}

export const retentionsApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<Retention>> => api.get('/recording-retentions', { query, signal }),
  fetch: (id: string): Promise<Retention> => api.get('/recording-retentions/{id}', of(id)),
  create: (fields: RetentionFields, once: string): Promise<Retention> => api.post('/recording-retentions', fields, { once }),
  save: (id: string, fields: RetentionFields, version: number): Promise<Retention> => api.put('/recording-retentions/{id}', fields, { ...of(id), version }),
  remove: (id: string) => api.delete('/recording-retentions/{id}', of(id)),
}

// Of a message that a caller left; `id` is the message's.
export const messagePeaks = (id: string, buckets: number, signal?: AbortSignal): Promise<RecordingPeaks> => api.get('/voicemails/{id}/peaks', { ...of(id), query: { buckets }, signal })
export const messageAudioOf = (id: string): string => `/api/v1/voicemails/${id}/audio`

// The player and the browser's download ask for these themselves.
export const audioOf = (id: string): string => `/api/v1/recordings/${id}/audio`
export const fileOf = (id: string): string => `/api/v1/recordings/${id}/file`
