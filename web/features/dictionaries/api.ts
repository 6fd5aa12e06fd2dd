import { api } from '@/shared/api'
import type { EntryFields } from './types'

export const dictionariesApi = {
  list: () => api.get('/dictionaries'),
  order: (key: string, parent_id: string | null, ids: string[]) => api.post('/dictionaries/{key}/orders', { parent_id, ids }, { params: { key } }),
}

export const entriesApi = {
  fetch: (id: string) => api.get('/dictionary-entries/{id}', { params: { id } }),
  create: (key: string, fields: EntryFields, once: string) => api.post('/dictionaries/{key}/entries', fields, { params: { key }, once }),
  save: (id: string, fields: EntryFields, version: number) => api.put('/dictionary-entries/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/dictionary-entries/{id}', { params: { id } }),
}
