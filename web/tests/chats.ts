// Chats and messages for tests.
import type { Chat, ChatMessage } from '@/features/chats'

export const ME = '2' // the agent
export const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 8, 0, second)).toISOString()

export const chat = (id: string, more: Partial<Chat> = {}): Chat => ({
  id,
  site_id: '1',
  centre_id: '1',
  queue_id: '1',
  work_item_id: `9${id}`,
  contact_id: `8${id}`,
  customer_id: null,
  customer_claimed: false,
  visitor_id: '1',
  visitor_name: '王先生',
  state: 'active',
  language: 'zh-CN',
  page: { url: '', title: '' },
  agent_id: ME,
  participants: [{ person_id: ME, name: '方小安', role: 'agent', since: at(5) }],
  visitor_present: true,
  last_seq: 0,
  visitor_received_seq: 0,
  visitor_read_seq: 0,
  agent_read_seq: 0,
  last_visitor_seq: 0,
  started_at: at(0),
  answered_at: at(5),
  last_message_at: null,
  silent_close_at: null,
  ended_at: null,
  ended_by: null,
  rating: null,
  ...more,
})

export const message = (seq: number, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `1000${seq}`,
  chat_id: '7',
  seq,
  at: at(seq),
  author: 'visitor',
  author_id: null,
  author_name: '王先生',
  kind: 'text',
  visibility: 'everyone',
  text: `第 ${seq} 句`,
  arguments: {},
  client_id: `client-${seq}`,
  file: null,
  ...more,
})
