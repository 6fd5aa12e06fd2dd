// The words and tones of monitoring.
import { hasText, useText } from '@/shared/i18n'
import type { Tone } from '@/shared/ui/StatusBadge.vue'
import { valueText } from './readings'
import type { NoticeDelivery, Severity, Unit } from './types'

export const severityTones: Record<Severity, Tone> = { ok: 'success', warning: 'warning', critical: 'danger' }
export const deliveryTones: Record<NoticeDelivery['state'], Tone> = { waiting: 'neutral', delivered: 'success', failed: 'danger' }

export function useWords() {
  const { t } = useText()
  const known = (key: string, otherwise: string) => (hasText(key) ? t(key) : otherwise)
  return {
    sourceTitle: (source: string) => known(`monitoring.sources.${source}`, source),
    probeTitle: (probe: string) => known(`monitoring.sources.probe.${probe}`, probe),
    subjectTitle: (source: string, name: string) => (source.startsWith('probe.') ? t('monitoring.node', { node: name }) : name),
    figureTitle: (name: string) => known(`monitoring.figures.${name}`, name),
    noteTitle: (note: string) => known(`monitoring.notes.${note}`, note),
    codeTitle: (code: string) => known(`monitoring.codes.${code}`, code),
    value: (value: number | null, unit: Unit) => valueText(value, unit, (count) => t('monitoring.days', { count })),
  }
}
