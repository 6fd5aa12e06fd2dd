import { api } from '@/shared/api'
import type { AgentFields, NewAgent, NewMessage, SkillFields, State } from './types'

export const skillsApi = {
  fetch: (id: string) => api.get('/skills/{id}', { params: { id } }),
  create: (fields: SkillFields, once: string) => api.post('/skills', fields, { once }),
  save: (id: string, fields: SkillFields, version: number) => api.put('/skills/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/skills/{id}', { params: { id } }),
}

export const agentsApi = {
  fetch: (id: string) => api.get('/agents/{id}', { params: { id } }),
  create: (fields: NewAgent, once: string) => api.post('/agents', fields, { once }),
  save: (id: string, fields: AgentFields, version: number) => api.put('/agents/{id}', fields, { params: { id }, version }),
  force: (id: string, state: State, reason_id: string | null) => api.post('/agents/{id}/forced-states', { state, reason_id }, { params: { id } }),
  tell: (message: NewMessage, once: string) => api.post('/agent-messages', message, { once }),
}

// One's own work as an agent.
export const ownApi = {
  profile: async () => (await api.get('/agents/mine')).agent,
  signIn: () => api.post('/agent-states/mine/sign-ins', undefined),
  signOut: () => api.post('/agent-states/mine/sign-outs', undefined),
  ready: () => api.post('/agent-states/mine/readiness', { ready: true, reason_id: null }),
  notReady: (reason_id: string) => api.post('/agent-states/mine/readiness', { ready: false, reason_id }),
  read: (id: string) => api.post('/agent-messages/{id}/reads', undefined, { params: { id } }),
}
