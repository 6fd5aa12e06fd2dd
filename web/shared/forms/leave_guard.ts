// Asks before a page with unsaved changes is left.
import { onScopeDispose } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { text } from '@/shared/i18n'
import { ask } from '@/shared/ui/confirmations'

interface Guarded {
  readonly isDirty: boolean
  discard: () => void
}

export async function mayLeave(form: Guarded): Promise<boolean> {
  if (!form.isDirty) return true
  const answer = await ask({
    title: text('app.leave.title'),
    text: text('app.leave.text'),
    confirm: text('app.leave.stay'),
    cancel: text('app.leave.discard'),
    other: text('app.leave.keep'),
  })
  if (answer === 'cancel') form.discard()
  return answer === 'cancel' || answer === 'other'
}

export function useLeaveGuard(form: Guarded): void {
  onBeforeRouteLeave(() => mayLeave(form))
  onBeforeRouteUpdate((to, from) => (to.path === from.path ? true : mayLeave(form)))
  const unload = (event: BeforeUnloadEvent) => {
    if (form.isDirty) event.preventDefault()
  }
  window.addEventListener('beforeunload', unload)
  onScopeDispose(() => window.removeEventListener('beforeunload', unload))
}
