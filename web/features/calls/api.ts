import { api, type Page, type Query } from '@/shared/api'
import type { Call, CallBack, QueueVoice, QueueVoiceFields, Voicemail } from './types'

const of = (id: string) => ({ params: { id } })
const nobody = { number: '', queue_id: null, agent_id: null, customer_id: null, call_back_id: null, voicemail_id: null }

export const callsApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<Call>> => api.get('/calls', { query, signal }),
  fetch: (id: string): Promise<Call> => api.get('/calls/{id}', of(id)),
  number: (id: string) => api.post('/calls/{id}/number', undefined, of(id)),
}

export const callBacksApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<CallBack>> => api.get('/call-backs', { query, signal }),
  take: (id: string): Promise<CallBack> => api.post('/call-backs/{id}/take', undefined, of(id)),
  end: ({ id, version }: CallBack, state: 'done' | 'given_up' | 'open', note: string): Promise<CallBack> => api.put('/call-backs/{id}', { state, note }, { ...of(id), version }),
  call: (call_back_id: string): Promise<Call> => api.post('/calls', { ...nobody, call_back_id }),
}

export const voicemailsApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<Voicemail>> => api.get('/voicemails', { query, signal }),
  fetch: (id: string): Promise<Voicemail> => api.get('/voicemails/{id}', of(id)),
  end: ({ id, version }: Voicemail, note: string): Promise<Voicemail> => api.put('/voicemails/{id}', { note }, { ...of(id), version }),
  call: (voicemail_id: string): Promise<Call> => api.post('/calls', { ...nobody, voicemail_id }),
}

export const queueVoiceApi = {
  fetch: (id: string): Promise<QueueVoice> => api.get('/queues/{id}/voice', of(id)),
  save: (id: string, fields: QueueVoiceFields, version: number): Promise<QueueVoice> => api.put('/queues/{id}/voice', fields, { ...of(id), version }),
  // It is there as soon as its queue is.
  create: (): Promise<QueueVoice> => Promise.reject(new Error('a queue has its voice from the beginning')),
}
