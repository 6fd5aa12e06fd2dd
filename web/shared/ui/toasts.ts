// Short notices that go by themselves; errors stay until they are closed.
import { shallowReactive } from 'vue'
import { asProblem, isAbort } from '@/shared/api'

export interface Toast {
  id: number
  tone: 'success' | 'danger' | 'neutral'
  text: string
  detail: string
}

const STAY_MS = 4000
let lastId = 0

export const toasts = shallowReactive<Toast[]>([])

export function closeToast(id: number): void {
  const at = toasts.findIndex((toast) => toast.id === id)
  if (at >= 0) toasts.splice(at, 1)
}

function show(tone: Toast['tone'], text: string, detail = ''): void {
  const id = ++lastId
  toasts.push({ id, tone, text, detail })
  if (toasts.length > 4) toasts.shift()
  if (tone !== 'danger') setTimeout(() => closeToast(id), STAY_MS)
}

export const toast = {
  done: (text: string) => show('success', text),
  note: (text: string) => show('neutral', text),
  failed: (thrown: unknown) => {
    if (isAbort(thrown)) return
    const problem = asProblem(thrown)
    if (!problem.isUnauthenticated) show('danger', problem.message, problem.traceId)
  },
}
