// What is done with a queue from the list: closed for an emergency and opened again, tried, deleted.
import { Calculator, Ear, Siren, Trash2 } from '@lucide/vue'
import { useRoute, useRouter } from 'vue-router'
import { useReach } from '@/features/access'
import { asProblem } from '@/shared/api'
import { localName, useText } from '@/shared/i18n'
import type { RowAction } from '@/shared/lists'
import { confirms } from '@/shared/ui/confirmations'
import { removeAfterAsking } from '@/shared/ui/removal'
import { toast } from '@/shared/ui/toasts'
import { queuesApi } from './api'
import { fieldsOf } from './queues'
import type { Queue } from './types'

export function useQueueActions() {
  const { t } = useText()
  const route = useRoute()
  const router = useRouter()
  const reach = useReach()
  const mayEdit = (queue: Queue) => reach.centre('queues.edit', queue.centre_id)

  // Closing must not fail because somebody saved a moment ago: then it is done to what they saved.
  async function put(queue: Queue, emergency: boolean): Promise<void> {
    const save = (now: Queue) => queuesApi.save(now.id, { ...fieldsOf(now), emergency }, now.version)
    try {
      await save(queue)
    } catch (thrown) {
      if (!asProblem(thrown).isStale) throw thrown
      await save(await queuesApi.fetch(queue.id))
    }
  }
  async function toggleEmergency(queue: Queue): Promise<void> {
    const name = localName(queue)
    const closes = !queue.emergency
    const isSure = await confirms(
      closes
        ? { title: t('routing.close_title', { name }), text: t('routing.close_text'), confirm: t('routing.close_now'), danger: true }
        : { title: t('routing.open_title', { name }), text: t('routing.open_text'), confirm: t('routing.open_again') },
    )
    if (!isSure) return
    try {
      await put(queue, closes)
      toast.done(t(closes ? 'routing.closed_now' : 'routing.opened_again', { name }))
    } catch (thrown) {
      toast.failed(thrown)
    }
  }

  const tryIt = (id: string) => router.push({ name: 'queue-trial', params: { id }, query: route.query })
  const tryAction = (queue: Queue): RowAction => ({ key: 'try', label: t('routing.trial.title'), icon: Calculator, run: () => tryIt(queue.id) })
  // What its callers hear is a page of another feature.
  const hearIt = (id: string) => router.push({ name: 'queue-voice', params: { id }, query: route.query })
  const hearActions = (queue: Queue): RowAction[] => (queue.channel === 'voice' ? [{ key: 'voice', label: t('routing.voice'), icon: Ear, run: () => hearIt(queue.id) }] : [])
  function actionsFor(queue: Queue): RowAction[] {
    if (!mayEdit(queue)) return [tryAction(queue), ...hearActions(queue)]
    return [
      tryAction(queue),
      ...hearActions(queue),
      { key: 'emergency', label: t(queue.emergency ? 'routing.open_again' : 'routing.close_now'), icon: Siren, divided: true, danger: !queue.emergency, run: () => toggleEmergency(queue) },
      { key: 'delete', label: t('app.action.delete'), icon: Trash2, danger: true, run: () => removeAfterAsking(localName(queue), t('routing.delete_text'), () => queuesApi.remove(queue.id)) },
    ]
  }
  return { mayEdit, toggleEmergency, tryIt, hearIt, actionsFor }
}
