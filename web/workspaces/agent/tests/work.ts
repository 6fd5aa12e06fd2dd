// Work for tests.
import { at, ME } from '@/tests/chats'
import type { Work } from '../types'

export const work = (id: string, state: Work['state'], more: Partial<Work> = {}): Work => ({
  id,
  queue_id: '1',
  centre_id: '1',
  channel: 'webchat',
  state,
  arrived_at: at(0),
  queued_at: at(0),
  advance_ms: 0,
  skills: [],
  preferred_agent_id: null,
  preferred_ms: 0,
  returned: false,
  overflowed_from: [],
  agent_id: ME,
  offer_id: state === 'offered' ? `5${id}` : null,
  answered_at: state === 'offered' ? null : at(5),
  wrap_up_until: state === 'wrap_up' ? at(90) : null,
  ended_at: null,
  outcome: null,
  queue_name: '在线客服',
  queue_name_en: 'Online',
  offered_at: state === 'offered' ? at(0) : null,
  offer_expires_at: state === 'offered' ? at(15) : null,
  extended: false,
  ...more,
})
