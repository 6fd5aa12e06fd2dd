import { api } from '@/shared/api'
import type { CannedReplyFields, SiteFields } from './types'

export const sitesApi = {
  fetch: (id: string) => api.get('/chat-sites/{id}', { params: { id } }),
  create: (fields: SiteFields, once: string) => api.post('/chat-sites', fields, { once }),
  save: (id: string, fields: SiteFields, version: number) => api.put('/chat-sites/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/chat-sites/{id}', { params: { id } }),
}

export const repliesApi = {
  fetch: (id: string) => api.get('/canned-replies/{id}', { params: { id } }),
  create: (fields: CannedReplyFields, once: string) => api.post('/canned-replies', fields, { once }),
  save: (id: string, fields: CannedReplyFields, version: number) => api.put('/canned-replies/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/canned-replies/{id}', { params: { id } }),
}
