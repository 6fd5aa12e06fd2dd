// Queues of several centres often have one name: whoever sees several is told which centre's it is, as the server
// does in the rows of reports.
import { useCentres } from '@/features/access'
import { localName } from '@/shared/i18n'

interface Named {
  name: string
  name_en: string
  centre_id: string
}

export function useQueueTitles() {
  const centres = useCentres()
  return (queue: Named): string => (centres.choices.value.length > 1 ? `${localName(queue)} · ${centres.nameOf(queue.centre_id)}` : localName(queue))
}
