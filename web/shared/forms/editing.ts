// One object that is edited at an address of its own, beside the list it is from: its form, what one may do with it,
// and where one goes from it. Called once, while the page is set up; the address says which object.
import { reactive, watchEffect, type ShallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Problem, Versioned } from '@/shared/api'
import { text } from '@/shared/i18n'
import { removeAfterAsking } from '@/shared/ui/removal'
import { toast } from '@/shared/ui/toasts'
import { useEditForm, type EditForm, type EditFormOptions } from './edit_form'
import { useEditedObject } from './edited_object'
import { useLeaveGuard } from './leave_guard'

type Calls = 'create' | 'save' | 'fetch'
export interface EditingOptions<F extends object, O extends Versioned> extends Omit<EditFormOptions<F, O>, 'name' | Calls> {
  name: string // of the collection; drafts are called after it: "queues/42", "queues/new"
  api: Pick<EditFormOptions<F, O>, Calls>
  items: ShallowRef<ReadonlyMap<string, O>>
  mayEdit: (object: O | null) => boolean // null: a new one
  list: string // the routes of the list and of one object
  one: string
  query?: 'kept' | 'dropped' // the rest of the address, when one goes from here; kept, unless it is told
  saved?: (object: O) => void // instead of a notice, and the address of what is new
}

export interface Editing<F extends object, O extends Versioned> {
  readonly id: string | null // null: it is new
  readonly form: EditForm<F, O>
  readonly isLoading: boolean
  readonly isGone: boolean
  readonly problem: Problem | null
  load: () => Promise<void>
  saved: (object: O) => void
  save: () => Promise<void>
  remove: (name: string, warning: string, remove: (id: string) => Promise<unknown>) => Promise<void>
  close: () => void
}

export function useEditing<F extends object, O extends Versioned>(options: EditingOptions<F, O>): Editing<F, O> {
  const { name, api, items, mayEdit, list, one, query, saved: tell, ...rest } = options
  const route = useRoute()
  const router = useRouter()
  const id = route.params.id === 'new' ? null : String(route.params.id)
  const form = useEditForm<F, O>({ ...rest, name: `${name}/${id ?? 'new'}`, create: api.create, save: api.save, fetch: api.fetch })
  const edited = useEditedObject(form, { id, items, fetch: api.fetch })
  useLeaveGuard(form)
  // At once: a form that begins with an object looks for a draft only where one may edit it.
  watchEffect(() => (form.isReadonly = !(id === null ? mayEdit(null) : form.object !== null && mayEdit(form.object))), { flush: 'sync' })

  const kept = () => (query === 'dropped' ? {} : route.query)
  function saved(object: O): void {
    if (tell) return tell(object)
    toast.done(text(id === null ? 'app.created' : 'app.saved'))
    if (id === null) void router.replace({ name: one, params: { id: object.id }, query: kept() })
  }
  async function save(): Promise<void> {
    const object = await form.submit()
    if (object) saved(object)
  }
  // Asks first; unsaved changes go with it.
  async function remove(title: string, warning: string, run: (id: string) => Promise<unknown>): Promise<void> {
    if (id === null || !(await removeAfterAsking(title, warning, () => run(id)))) return
    form.discard()
    await router.replace({ name: list, query: kept() })
  }
  const close = () => void router.push({ name: list, query: kept() })
  return reactive({ id, form, ...edited, saved, save, remove, close }) as unknown as Editing<F, O>
}
