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
export type LineQuality = Schema<'LineQuality'>
export type CallTargets = Schema<'CallTargets'>
export type Supervision = Schema<'Supervision'>

// Exactly one of them.
export interface Goal {
  queue_id?: string
  agent_id?: string
  flow_id?: string
  number?: string
}
const target = (goal: Goal) => ({ queue_id: goal.queue_id ?? null, agent_id: goal.agent_id ?? null, flow_id: goal.flow_id ?? null, number: goal.number ?? '' })

export const callsApi = {
  line: () => api.get('/phone-line'),
  connect: (offer: string) => api.post('/phone-line/connection', { offer }),
  iceServers: async (): Promise<RTCIceServer[]> => (await api.get('/phone-line/ice-servers')).servers,
  dial: (number: string, queue_id: string | null) => api.post('/calls', { number, queue_id, agent_id: null, customer_id: null, call_back_id: null, voicemail_id: null }),
  answer: (id: string) => api.post('/calls/{id}/answer', undefined, { params: { id } }),
  decline: (id: string) => api.post('/calls/{id}/decline', undefined, { params: { id } }),
  hangUp: (id: string) => api.post('/calls/{id}/hang-up', undefined, { params: { id } }),
  hold: (id: string, held: boolean) => api.post('/calls/{id}/hold', { held }, { params: { id } }),
  mute: (id: string, muted: boolean) => api.post('/calls/{id}/mute', { muted }, { params: { id } }),
  press: (id: string, digits: string) => api.post('/calls/{id}/digits', { digits }, { params: { id } }),
  targets: (id: string) => api.get('/calls/{id}/targets', { params: { id } }),
  transfer: (id: string, goal: Goal) => api.post('/calls/{id}/transfer', target(goal), { params: { id } }),
  consult: (id: string, goal: Goal) => api.post('/calls/{id}/consultation', target(goal), { params: { id } }),
  swap: (id: string) => api.post('/calls/{id}/swap', undefined, { params: { id } }),
  join: (id: string) => api.post('/calls/{id}/join', undefined, { params: { id } }),
  complete: (id: string) => api.post('/calls/{id}/completion', undefined, { params: { id } }),
  survey: (id: string) => api.post('/calls/{id}/survey', undefined, { params: { id } }),
  drop: (id: string, party_id: string) => api.post('/calls/{id}/drop', { party_id }, { params: { id } }),
  pauseRecording: (id: string, paused: boolean) => api.post('/calls/{id}/recording-pause', { paused }, { params: { id } }),
  askForHelp: (id: string, note: string) => api.post('/calls/{id}/help', { note }, { params: { id } }),
  supervise: (id: string, mode: Supervision) => api.post('/calls/{id}/supervision', { mode }, { params: { id } }),
  takeOver: (id: string) => api.post('/calls/{id}/take-over', undefined, { params: { id } }),
  cut: (id: string) => api.post('/calls/{id}/cut', undefined, { params: { id } }),
}
