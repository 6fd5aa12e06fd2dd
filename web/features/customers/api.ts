import { api, Problem, type Page, type Query } from '@/shared/api'
import { text } from '@/shared/i18n'
import type { Change, Customer, CustomerFields, FieldDefinition, FieldFields, Import, ImportFault, ImportRun, RelationKind } from './types'

export const customersApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<Customer>> => api.get('/customers', { query, signal }),
  fetch: (id: string) => api.get('/customers/{id}', { params: { id } }),
  create: (fields: CustomerFields, once: string) => api.post('/customers', fields, { once }),
  save: (id: string, fields: CustomerFields, version: number) => api.put('/customers/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/customers/{id}', { params: { id } }),
  unmask: (id: string) => api.post('/customers/{id}/unmaskings', undefined, { params: { id } }),
  changes: (id: string, query: Query, signal?: AbortSignal): Promise<Page<Change>> => api.get('/customers/{id}/changes', { params: { id }, query, signal }),
  relations: (id: string) => api.get('/customers/{id}/relations', { params: { id } }),
  relate: (id: string, other_id: string, kind: RelationKind, note: string) => api.post('/customers/{id}/relations', { other_id, kind, note }, { params: { id } }),
  unrelate: (id: string, other_id: string) => api.delete('/customers/{id}/relations/{other_id}', { params: { id, other_id } }),
  duplicates: (id: string) => api.get('/customers/{id}/duplicates', { params: { id } }),
  merge: (id: string, other_id: string) => api.post('/customers/{id}/merges', { other_id }, { params: { id } }),
  tags: () => api.get('/customer-tags'),
  exportAddress: (query: Query) => api.address('/customers.csv', { query }),
}

export const fieldsApi = {
  // The list is short: one field is found in it.
  fetch: async (id: string): Promise<FieldDefinition> => {
    const found = (await api.get('/customer-fields')).items.find((field) => field.id === id)
    if (!found) throw new Problem({ status: 404, code: 'not_found', key: 'not_found', message: text('errors.not_found') })
    return found
  },
  create: (fields: FieldFields, once: string) => api.post('/customer-fields', fields, { once }),
  save: (id: string, fields: FieldFields, version: number) => api.put('/customer-fields/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/customer-fields/{id}', { params: { id } }),
}

export const importsApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<Import>> => api.get('/customer-imports', { query, signal }),
  fetch: (id: string) => api.get('/customer-imports/{id}', { params: { id } }),
  upload: (file: File, centreId: string) => {
    const form = new FormData()
    form.set('centre_id', centreId)
    form.set('file', file)
    return api.upload('/customer-imports', form)
  },
  run: (id: string, run: ImportRun) => api.post('/customer-imports/{id}/runs', run, { params: { id } }),
  faults: (id: string, query: Query, signal?: AbortSignal): Promise<Page<ImportFault>> =>
    api.get('/customer-imports/{id}/faults', { params: { id }, query, signal }),
  faultsAddress: (id: string) => api.address('/customer-imports/{id}/faults.csv', { params: { id } }),
  remove: (id: string) => api.delete('/customer-imports/{id}', { params: { id } }),
}
