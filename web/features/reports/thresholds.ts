// How thresholds are edited and spoken of.
import { useReach } from '@/features/access'
import { useQueues } from '@/features/routing'
import { duration } from '@/shared/clock'
import { useFormat, useText } from '@/shared/i18n'
import { watchedFigures, type Threshold, type ThresholdFields, type Watched } from './types'

export function fieldsOf({ id: _, version: __, updated_at: ___, ...fields }: Threshold): ThresholdFields {
  return fields
}

const beginnings: Record<Watched, { warning: number; critical: number }> = {
  waiting: { warning: 5, critical: 10 },
  longest_wait: { warning: 60, critical: 180 },
  service_level: { warning: 80, critical: 60 },
  abandon_rate: { warning: 5, critical: 10 },
}
export const beginningsOf = (watched: Watched) => beginnings[watched]
export const blankThreshold = (): ThresholdFields => ({ watched: 'waiting', centre_id: null, queue_id: null, ...beginnings.waiting, alarms: false })

// By what they watch, the widest first.
export function orderedThresholds(thresholds: readonly Threshold[]): Threshold[] {
  const closeness = (each: Threshold) => (each.queue_id ? 2 : each.centre_id ? 1 : 0)
  return [...thresholds].sort((a, b) => watchedFigures.indexOf(a.watched) - watchedFigures.indexOf(b.watched) || closeness(a) - closeness(b) || Number(a.id) - Number(b.id))
}

export function useThresholdWords() {
  const { t } = useText()
  const { number } = useFormat()
  const units: Record<Watched, string> = { waiting: 'people', longest_wait: 'seconds', service_level: 'percent', abandon_rate: 'percent' }
  const shown = (watched: Watched, value: number) => (watched === 'longest_wait' ? duration(value * 1000) : watched === 'waiting' ? number(value) : `${value}%`)
  return {
    unit: (watched: Watched) => t(`report_pages.units.${units[watched]}`),
    edge: (watched: Watched, value: number) => `${watched === 'service_level' ? '<' : '≥'} ${shown(watched, value)}`,
  }
}

// Where a threshold stands: with its queue or centre; one of all queues with those whose right reaches everywhere.
export function useThresholdEdit() {
  const reach = useReach()
  const queues = useQueues()
  return {
    mayEdit: ({ queue_id, centre_id }: Threshold) => {
      const centre = queue_id ? queues.items.value.get(queue_id)?.centre_id : centre_id
      return centre ? reach.centre('reports.edit', centre) : !queue_id && reach.all('reports.edit')
    },
  }
}
