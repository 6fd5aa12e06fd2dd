import type { Tone } from '@/shared/ui/StatusBadge.vue'
import type { Import } from './types'

export const importTones: Record<Import['state'], Tone> = { previewed: 'neutral', running: 'accent', done: 'success', failed: 'danger' }

export function progressPercent(item: Pick<Import, 'rows' | 'created' | 'updated' | 'skipped' | 'faulty'>): number {
  const through = item.created + item.updated + item.skipped + item.faulty
  return item.rows === 0 ? 0 : Math.min(100, Math.floor((through / item.rows) * 100))
}
