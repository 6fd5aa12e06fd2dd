import { api, type Page, type Query } from '@/shared/api'
import type { Chat, ChatMessage, NewAgentMessage } from './types'

const of = (id: string) => ({ params: { id } })

export const chatsApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<Chat>> => api.get('/chats', { query, signal }),
  fetch: (id: string): Promise<Chat> => api.get('/chats/{id}', of(id)),
  messages: (id: string, query: Query, signal?: AbortSignal): Promise<Page<ChatMessage>> => api.get('/chats/{id}/messages', { ...of(id), query, signal }),
  say: (id: string, message: NewAgentMessage): Promise<ChatMessage> => api.post('/chats/{id}/messages', message, of(id)),
  sendFile: (id: string, client_id: string, file: File): Promise<ChatMessage> => {
    const form = new FormData()
    form.set('client_id', client_id)
    form.set('file', file)
    return api.upload('/chats/{id}/files', form, of(id))
  },
  fileAddress: (id: string, file_id: string) => api.address('/chats/{id}/files/{file_id}', { params: { id, file_id } }),
  read: (id: string, seq: number) => api.post('/chats/{id}/reads', { seq }, of(id)),
  typing: (id: string) => api.post('/chats/{id}/typing', undefined, of(id)),
  end: (id: string) => api.post('/chats/{id}/ends', undefined, of(id)),
  targets: (id: string) => api.get('/chats/{id}/transfer-targets', of(id)),
  transfer: (id: string, to: { queue_id: string | null; agent_id: string | null; note: string }) => api.post('/chats/{id}/transfers', to, of(id)),
  consult: (id: string, agent_id: string, note: string) => api.post('/chats/{id}/consults', { agent_id, note }, of(id)),
  watch: (id: string) => api.post('/chats/{id}/watches', undefined, of(id)),
  leave: (id: string) => api.post('/chats/{id}/departures', undefined, of(id)),
  takeOver: (id: string) => api.post('/chats/{id}/take-overs', undefined, of(id)),
  link: (id: string, customer_id: string | null) => api.put('/chats/{id}/customer', { customer_id }, of(id)),
  answers: (id: string) => api.get('/chats/{id}/form', of(id)),
}
