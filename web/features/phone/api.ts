import { api, type Schema } from '@/shared/api'

export type OwnPhone = Schema<'OwnPhone'>

export const ownPhoneApi = {
  fetch: () => api.get('/own-phone'),
  choose: (phone_id: string | null) => api.put('/own-phone', { phone_id }),
  telephony: () => api.get('/telephony'),
}

export type Call = Schema<'Call'>
export type Party = Call['parties'][number]
export type PhoneLine = Schema<'PhoneLine'>

export const callsApi = {
  line: () => api.get('/phone-line'),
  connect: (offer: string) => api.post('/phone-line/connection', { offer }),
  dial: (number: string, queue_id: string | null) => api.post('/calls', { number, queue_id, agent_id: null, customer_id: null, call_back_id: null }),
  answer: (id: string) => api.post('/calls/{id}/answer', undefined, { params: { id } }),
  decline: (id: string) => api.post('/calls/{id}/decline', undefined, { params: { id } }),
  hangUp: (id: string) => api.post('/calls/{id}/hang-up', undefined, { params: { id } }),
  hold: (id: string, held: boolean) => api.post('/calls/{id}/hold', { held }, { params: { id } }),
  mute: (id: string, muted: boolean) => api.post('/calls/{id}/mute', { muted }, { params: { id } }),
  press: (id: string, digits: string) => api.post('/calls/{id}/digits', { digits }, { params: { id } }),
}
