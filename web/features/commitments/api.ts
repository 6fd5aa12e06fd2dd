import { api } from '@/shared/api'
import type { ServiceLevelFields } from './types'

export const levelsApi = {
  fetch: (id: string) => api.get('/service-levels/{id}', { params: { id } }),
  create: (fields: ServiceLevelFields, once: string) => api.post('/service-levels', fields, { once }),
  save: (id: string, fields: ServiceLevelFields, version: number) => api.put('/service-levels/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/service-levels/{id}', { params: { id } }),
}

export const clocksApi = {
  fetch: (id: string) => api.get('/commitments/{id}', { params: { id } }),
  explain: (id: string) => api.get('/commitments/{id}/explanation', { params: { id } }),
}
