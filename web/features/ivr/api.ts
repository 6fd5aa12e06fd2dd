import { api } from '@/shared/api'
import type { CentreEmergencyFields, DryRunRequest, EmergencyFields, FlowFields, Graph, Language, NewFlow, PromptFields, SettingsFields, Speech } from './types'

export const flowsApi = {
  fetch: (id: string) => api.get('/ivr-flows/{id}', { params: { id } }),
  create: (fields: NewFlow, once: string) => api.post('/ivr-flows', fields, { once }),
  save: (id: string, fields: FlowFields, version: number) => api.put('/ivr-flows/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/ivr-flows/{id}', { params: { id } }),
  templates: () => api.get('/ivr-templates'),
  check: (id: string, graph: Graph, signal?: AbortSignal) => api.post('/ivr-flows/{id}/checks', { graph }, { params: { id }, signal }),
  publish: (id: string, version: number, note: string) => api.post('/ivr-flows/{id}/publications', { version, note }, { params: { id } }),
  rollBack: (id: string, number: number) => api.post('/ivr-flows/{id}/roll-backs', { number }, { params: { id } }),
  versions: (id: string) => api.get('/ivr-flows/{id}/versions', { params: { id }, query: { limit: 100 } }),
  version: (id: string, number: number) => api.get('/ivr-flows/{id}/versions/{number}', { params: { id, number: String(number) } }),
  compare: (id: string, from: number, to: number) => api.get('/ivr-flows/{id}/comparisons', { params: { id }, query: { from, to } }),
  switchEmergency: (id: string, fields: EmergencyFields) => api.put('/ivr-flows/{id}/emergency', fields, { params: { id } }),
  dryRun: (id: string, request: DryRunRequest) => api.post('/ivr-flows/{id}/dry-runs', request, { params: { id } }),
  counts: (id: string, days: number) => api.get('/ivr-flows/{id}/exit-counts', { params: { id }, query: { days } }),
}

export const promptsApi = {
  fetch: (id: string) => api.get('/ivr-prompts/{id}', { params: { id } }),
  create: (fields: PromptFields, once: string) => api.post('/ivr-prompts', fields, { once }),
  save: (id: string, fields: PromptFields, version: number) => api.put('/ivr-prompts/{id}', fields, { params: { id }, version }),
  remove: (id: string) => api.delete('/ivr-prompts/{id}', { params: { id } }),
  record: (id: string, language: Language, file: File) => {
    const form = new FormData()
    form.append('file', file)
    return api.upload('/ivr-prompts/{id}/recordings', form, { params: { id }, query: { language } })
  },
  removeRecording: (id: string, language: Language) => api.delete('/ivr-prompts/{id}/recordings', { params: { id }, query: { language } }),
}

// As WAV, what a caller would hear.
export const soundOf = (speech: Speech[], language: string) => api.file('/ivr-speech', { speech, language })

export const settingsApi = {
  fetch: () => api.get('/ivr-settings'),
  save: (fields: SettingsFields, version: number) => api.put('/ivr-settings', fields, { version }),
  emergencies: () => api.get('/ivr-emergencies'),
  saveEmergency: (id: string, fields: CentreEmergencyFields, version: number) => api.put('/ivr-emergencies/{id}', fields, { params: { id }, version }),
}
