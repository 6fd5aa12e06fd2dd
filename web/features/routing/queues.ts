// How queues are spoken of and edited. Pure.
import type { Agent } from '@/features/agents'
import type { Queue, QueueFields, QueueState, QueueStage } from './types'

export function fieldsOf({ id: _, version: __, updated_at: ___, ...fields }: Queue): QueueFields {
  return fields
}

// What a queue of the channel begins with where it differs: a call rings twice before its agent is taken for lost.
const beginnings = { webchat: { missed_offers: 1 }, voice: { missed_offers: 2 } } satisfies Record<QueueFields['channel'], Partial<QueueFields>>
export const channelDefaults = (channel: QueueFields['channel']): Partial<QueueFields> => beginnings[channel]

export function blankQueue(centre_id: string): QueueFields {
  return {
    centre_id,
    name: '',
    name_en: '',
    channel: 'webchat',
    active: true,
    strategy: 'longest_idle',
    stages: [{ after_seconds: 0, skills: [], teams: [] }],
    priority_seconds: 0,
    offer_seconds: 15,
    missed_offers: 1,
    wrap_up_seconds: 30,
    most_waiting: 0,
    overflow_queue_id: null,
    overflow_seconds: 300,
    calendar_id: null,
    emergency: false,
  }
}

export function stateOf(queue: Pick<Queue, 'active' | 'emergency'>): QueueState {
  return !queue.active ? 'inactive' : queue.emergency ? 'emergency' : 'open'
}

export interface QueueFilters {
  q: string
  centre_id: string
}

export function fits(queue: Queue, filters: QueueFilters): boolean {
  const words = filters.q.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const text = `${queue.name} ${queue.name_en}`.toLowerCase()
  return words.every((word) => text.includes(word)) && (filters.centre_id === '' || queue.centre_id === filters.centre_id)
}

export interface Lack {
  skill_id: string
  level: number // asked for
  has: number // 0: not at all
}

// Which of the skills that are asked for an agent has not, or not well enough.
export function lacksOf(agent: Pick<Agent, 'skills'>, asked: QueueStage['skills']): Lack[] {
  return asked
    .map(({ skill_id, level }) => ({ skill_id, level, has: agent.skills.find((skill) => skill.skill_id === skill_id)?.level ?? 0 }))
    .filter(({ level, has }) => has < level)
}
