import { api } from '@/shared/api'
import type { QueueFields, TrialRequest } from './types'

export const queuesApi = {
  fetch: (id: string) => api.get('/queues/{id}', { params: { id } }),
  create: (fields: QueueFields, once: string) => api.post('/queues', fields, { once }),
  save: (id: string, fields: QueueFields, version: number) => api.put('/queues/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/queues/{id}', { params: { id } }),
  // Only asks; nothing is written.
  try: (id: string, request: TrialRequest, signal: AbortSignal) => api.post('/queues/{id}/trials', request, { params: { id }, signal }),
}
