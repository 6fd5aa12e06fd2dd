import { api, type Schema } from '@/shared/api'
import type { NewCallerRule, OurNumberFields, PhoneFields, TrunkFields, WayOutFields } from './types'

export const trunksApi = {
  fetch: (id: string) => api.get('/trunks/{id}', { params: { id } }),
  create: (fields: TrunkFields, once: string) => api.post('/trunks', fields, { once }),
  save: (id: string, fields: TrunkFields, version: number) => api.put('/trunks/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/trunks/{id}', { params: { id } }),
}

export const numbersApi = {
  fetch: (id: string) => api.get('/numbers/{id}', { params: { id } }),
  create: (fields: OurNumberFields, once: string) => api.post('/numbers', fields, { once }),
  save: (id: string, fields: OurNumberFields, version: number) => api.put('/numbers/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/numbers/{id}', { params: { id } }),
}

export const waysApi = {
  fetch: (id: string) => api.get('/ways-out/{id}', { params: { id } }),
  create: (fields: WayOutFields, once: string) => api.post('/ways-out', fields, { once }),
  save: (id: string, fields: WayOutFields, version: number) => api.put('/ways-out/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/ways-out/{id}', { params: { id } }),
  try: (centre_id: string, number: string) => api.post('/ways-out/trials', { centre_id, queue_id: null, number }),
}

export const phonesApi = {
  fetch: (id: string) => api.get('/phones/{id}', { params: { id } }),
  create: (fields: PhoneFields, once: string) => api.post('/phones', fields, { once }),
  save: (id: string, fields: PhoneFields, version: number) => api.put('/phones/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/phones/{id}', { params: { id } }),
  resetPassword: (id: string) => api.post('/phones/{id}/passwords', undefined, { params: { id } }),
}

// For whom a rule holds is said once.
export const callersApi = {
  fetch: (id: string) => api.get('/caller-rules/{id}', { params: { id } }),
  create: (fields: NewCallerRule, once: string) => api.post('/caller-rules', fields, { once }),
  save: (id: string, { verdict, reason, until }: NewCallerRule, version: number) => api.put('/caller-rules/{id}', { verdict, reason, until }, { params: { id }, version }),
  remove: (id: string) => api.delete('/caller-rules/{id}', { params: { id } }),
}

export const telephonyApi = { fetch: () => api.get('/telephony') }

export const relaysApi = {
  fetch: () => api.get('/voice-relays'),
  save: (fields: Schema<'RelayFields'>, version: number) => api.put('/voice-relays', fields, { version }),
  // As this browser is told them.
  servers: () => api.get('/phone-line/ice-servers'),
}
