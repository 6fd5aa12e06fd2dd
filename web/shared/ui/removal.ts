// Deleting, the same everywhere: asked first, told afterwards. True when it is gone.
import { text } from '@/shared/i18n'
import { confirms } from './confirmations'
import { toast } from './toasts'

export async function removeAfterAsking(name: string, warning: string, remove: () => Promise<unknown>): Promise<boolean> {
  const isSure = await confirms({
    title: text('app.delete_title', { name }),
    text: warning,
    confirm: text('app.action.delete'),
    danger: true,
  })
  if (!isSure) return false
  try {
    await remove()
  } catch (thrown) {
    toast.failed(thrown)
    return false
  }
  toast.done(text('app.deleted'))
  return true
}
