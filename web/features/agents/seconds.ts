// The present, to the second, for running clocks. One timer serves them all, while there are any.
import { onScopeDispose, ref, type Ref } from 'vue'

const now = ref(Date.now())
let users = 0
let timer = 0

export function useSeconds(): Ref<number> {
  now.value = Date.now()
  if (users++ === 0) timer = window.setInterval(() => (now.value = Date.now()), 1000)
  onScopeDispose(() => {
    if (--users === 0) clearInterval(timer)
  })
  return now
}
