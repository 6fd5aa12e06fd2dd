import { api, type Page, type Query } from '@/shared/api'
import type { Alarm, NoticeChannelFields, ProbeThresholdFields } from './types'

const of = (id: string) => ({ params: { id } })

export const alarmsApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<Alarm>> => api.get('/alarms', { query, signal }),
  fetch: (id: string) => api.get('/alarms/{id}', of(id)),
  acknowledge: (id: string, note: string) => api.post('/alarms/{id}/acknowledgements', { note }, of(id)),
}

export const healthApi = {
  nodes: async () => (await api.get('/monitored-nodes')).items,
  samples: async (query: Query) => (await api.get('/probe-samples', { query })).items,
  forget: (node: number) => api.delete('/monitored-nodes/{node}', { params: { node: String(node) } }),
}

export const thresholdsApi = {
  // There is no address of one alone; they are few.
  fetch: async (id: string) => {
    const found = (await api.get('/probe-thresholds')).items.find((threshold) => threshold.id === id)
    if (!found) throw new Error('no such threshold')
    return found
  },
  save: (id: string, fields: ProbeThresholdFields, version: number) => api.put('/probe-thresholds/{id}', fields, { ...of(id), version }),
}

export const channelsApi = {
  fetch: (id: string) => api.get('/notice-channels/{id}', of(id)),
  create: (fields: NoticeChannelFields, once: string) => api.post('/notice-channels', fields, { once }),
  save: (id: string, fields: NoticeChannelFields, version: number) => api.put('/notice-channels/{id}', fields, { ...of(id), version }),
  remove: (id: string) => api.delete('/notice-channels/{id}', of(id)),
  test: (id: string) => api.post('/notice-channels/{id}/tests', undefined, of(id)),
  deliveries: async (id: string) => (await api.get('/notice-channels/{id}/deliveries', of(id))).items,
}
