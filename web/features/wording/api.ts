import { api } from '@/shared/api'
import type { Check, RuleFields } from './types'

export const rulesApi = {
  fetch: (id: string) => api.get('/language-rules/{id}', { params: { id } }),
  create: (fields: RuleFields, once: string) => api.post('/language-rules', fields, { once }),
  save: (id: string, fields: RuleFields, version: number) => api.put('/language-rules/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/language-rules/{id}', { params: { id } }),
  check: (check: Check, signal: AbortSignal) => api.post('/language-checks', check, { signal }),
}
