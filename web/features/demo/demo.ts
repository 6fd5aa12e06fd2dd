// Whether the server shows a demo, asked once: then it tells whom to sign in as.
import { computed, shallowRef } from 'vue'
import { demoApi } from './api'
import type { DemoSignIns } from './types'

const known = shallowRef<DemoSignIns | null>(null)
let asking: Promise<void> | null = null

export function useDemo() {
  // A server that cannot be asked shows no demo; the pages themselves tell what is wrong with it.
  asking ??= demoApi.signIns().then(
    (found) => {
      known.value = found
    },
    () => {
      asking = null
    },
  )
  return {
    isDemo: computed(() => (known.value?.sign_ins.length ?? 0) > 0),
    signIns: computed(() => known.value?.sign_ins ?? []),
    password: computed(() => known.value?.password ?? ''),
  }
}
