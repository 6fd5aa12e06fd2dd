// An edit form over one object of a live topic: begins with what the topic holds, is told of newer versions, and
// falls back to asking the server for what the topic does not show.
import { onMounted, ref, shallowRef, watch, type ShallowRef } from 'vue'
import { asProblem, type Problem, type Versioned } from '@/shared/api'
import type { EditForm } from './edit_form'

export interface EditedObject<O extends Versioned> {
  id: string | null
  items?: ShallowRef<ReadonlyMap<string, O>>
  fetch: (id: string) => Promise<O>
}

export function useEditedObject<F extends object, O extends Versioned>(form: EditForm<F, O>, edited: EditedObject<O>) {
  const problem = shallowRef<Problem | null>(null)
  const isLoading = ref(edited.id !== null)
  const isGone = ref(false)

  async function load(): Promise<void> {
    problem.value = null
    if (edited.id === null) return form.start(null)
    isLoading.value = true
    try {
      form.start(await edited.fetch(edited.id))
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      isLoading.value = false
    }
  }
  onMounted(load)

  if (edited.items && edited.id !== null) {
    const id = edited.id
    watch(edited.items, (items, before) => {
      const now = items.get(id)
      if (now) form.seen(now)
      isGone.value = now === undefined && before.has(id)
    })
  }
  return { problem, isLoading, isGone, load }
}
