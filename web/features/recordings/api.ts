import { api, type Page, type Query } from '@/shared/api'
import type { Recording, RecordingPeaks } from './types'

const of = (id: string) => ({ params: { id } })

export const recordingsApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<Recording>> => api.get('/recordings', { query, signal }),
  fetch: (id: string): Promise<Recording> => api.get('/recordings/{id}', of(id)),
  peaks: (id: string, buckets: number, signal?: AbortSignal): Promise<RecordingPeaks> => api.get('/recordings/{id}/peaks', { ...of(id), query: { buckets }, signal }),
  hold: (id: string, reason: string): Promise<Recording> => api.post('/recordings/{id}/holds', { reason }, of(id)),
  release: (id: string): Promise<Recording> => api.post('/recordings/{id}/releases', undefined, of(id)),
  remove: (id: string) => api.delete('/recordings/{id}', of(id)),
}

// The player and the browser's download ask for these themselves.
export const audioOf = (id: string): string => `/api/v1/recordings/${id}/audio`
export const fileOf = (id: string): string => `/api/v1/recordings/${id}/file`
