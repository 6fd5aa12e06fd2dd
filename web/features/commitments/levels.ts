// How service levels are edited and found. Pure.
import type { ServiceLevel, ServiceLevelFields } from './types'

export function fieldsOf({ id: _, key: __, version: ___, updated_at: ____, ...fields }: ServiceLevel): ServiceLevelFields {
  return fields
}

export function blankLevel(centre_id: string): ServiceLevelFields {
  return {
    centre_id,
    name: '',
    name_en: '',
    measure: 'first_answer',
    channel: 'webchat',
    queue_ids: [],
    target_seconds: 30,
    goal_percent: 80,
    warn_percent: 75,
    short_abandon_seconds: 5,
    calendar_id: null,
    active: true,
  }
}

export interface LevelFilters {
  q: string
  centre_id: string
}

export function fits(level: ServiceLevel, filters: LevelFilters): boolean {
  const words = filters.q.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const text = `${level.name} ${level.name_en}`.toLowerCase()
  return words.every((word) => text.includes(word)) && (filters.centre_id === '' || level.centre_id === filters.centre_id)
}

export interface PlacedQueue {
  id: string
  centre_id: string
  channel: string
}
export type Tree = ReadonlyMap<string, { parent_id: string | null }>

export function isWithin(centre: string, top: string, tree: Tree): boolean {
  for (let at: string | null = centre; at !== null; at = tree.get(at)?.parent_id ?? null) if (at === top) return true
  return false
}

// Queues that a service level of this centre and channel may name: others never meet it.
export function queuesFor<Q extends PlacedQueue>(queues: readonly Q[], level: Pick<ServiceLevelFields, 'centre_id' | 'channel'>, tree: Tree): Q[] {
  return queues.filter((queue) => queue.channel === level.channel && isWithin(queue.centre_id, level.centre_id, tree))
}

// After another centre or channel was chosen: the queues that still fit, and those of which we do not know.
export function keptQueues(chosen: readonly string[], queues: readonly PlacedQueue[], level: Pick<ServiceLevelFields, 'centre_id' | 'channel'>, tree: Tree): string[] {
  const fitting = new Set(queuesFor(queues, level, tree).map((queue) => queue.id))
  const known = new Set(queues.map((queue) => queue.id))
  return chosen.filter((id) => fitting.has(id) || !known.has(id))
}
