import { api, type Page, type Query } from '@/shared/api'
import type { ApiKeyFields, AuditEntry, CentreFields, DepartmentFields, Person, PersonFields, RoleFields, SignInPolicyFields, TeamFields } from './types'

export const sessionApi = {
  current: async () => (await api.get('/session/holder', { quiet: true })).session,
  signIn: (user: string, password: string) => api.post('/session', { user, password }, { quiet: true }),
  signOut: () => api.delete('/session', { quiet: true }),
  prefer: (language: string | null) => api.put('/session/preferences', { language }),
  changePassword: (old_password: string, new_password: string) => api.post('/session/password', { old_password, new_password }),
  all: () => api.get('/sessions'),
  end: (id: string) => api.delete('/sessions/{id}', { params: { id } }),
  endAll: () => api.delete('/sessions', { quiet: true }),
}

export const centresApi = {
  fetch: (id: string) => api.get('/centres/{id}', { params: { id } }),
  create: (fields: CentreFields, once: string) => api.post('/centres', fields, { once }),
  save: (id: string, fields: CentreFields, version: number) => api.put('/centres/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/centres/{id}', { params: { id } }),
}

export const departmentsApi = {
  fetch: (id: string) => api.get('/departments/{id}', { params: { id } }),
  create: (fields: DepartmentFields, once: string) => api.post('/departments', fields, { once }),
  save: (id: string, fields: DepartmentFields, version: number) => api.put('/departments/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/departments/{id}', { params: { id } }),
}

export const teamsApi = {
  fetch: (id: string) => api.get('/teams/{id}', { params: { id } }),
  create: (fields: TeamFields, once: string) => api.post('/teams', fields, { once }),
  save: (id: string, fields: TeamFields, version: number) => api.put('/teams/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/teams/{id}', { params: { id } }),
}

export const peopleApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<Person>> => api.get('/people', { query, signal }),
  fetch: (id: string) => api.get('/people/{id}', { params: { id } }),
  create: (fields: PersonFields, password: string | null, once: string) => api.post('/people', { ...fields, password }, { once }),
  save: (id: string, fields: PersonFields, version: number) => api.put('/people/{id}', fields, { params: { id }, version }),
  resetPassword: (id: string) => api.post('/people/{id}/password-resets', undefined, { params: { id } }),
  unlock: (id: string) => api.post('/people/{id}/unlocks', undefined, { params: { id } }),
  signOut: (id: string) => api.post('/people/{id}/sign-outs', undefined, { params: { id } }),
}

export const rolesApi = {
  rights: () => api.get('/rights'),
  fetch: (id: string) => api.get('/roles/{id}', { params: { id } }),
  create: (fields: RoleFields, once: string) => api.post('/roles', fields, { once }),
  save: (id: string, fields: RoleFields, version: number) => api.put('/roles/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/roles/{id}', { params: { id } }),
}

export const apiKeysApi = {
  fetch: (id: string) => api.get('/api-keys/{id}', { params: { id } }),
  create: (fields: ApiKeyFields, once: string) => api.post('/api-keys', fields, { once }),
  save: (id: string, fields: ApiKeyFields, version: number) => api.put('/api-keys/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/api-keys/{id}', { params: { id } }),
}

// There is one policy; an id of ours lets it be edited like everything else.
const policy = <P extends object>(stored: P) => ({ ...stored, id: 'policy' })
export const policyApi = {
  fetch: async () => policy(await api.get('/sign-in-policy')),
  save: async (_: string, fields: SignInPolicyFields, version: number) => policy(await api.put('/sign-in-policy', fields, { version })),
}

export const auditApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<AuditEntry>> => api.get('/audit-entries', { query, signal }),
}
