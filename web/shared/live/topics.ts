// Live topics as pages use them: reactive, given back when the page goes, with the rows that just changed.
import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowReactive, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { api, onSignedOut } from '@/shared/api'
import { LiveClient, type LiveSocket, type LiveState } from './live_client'
import type { Applied, LiveItem, RefusalFrame } from './replica'

const FLASH_MS = 1600

function openSocket(): LiveSocket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return new WebSocket(`${scheme}://${location.host}/api/v1/live`) as unknown as LiveSocket
}

export const useLive = defineStore('live', () => {
  const state = ref<LiveState>('idle')
  const signedOutListeners = new Set<() => void>()
  const client = new LiveClient({
    open: openSocket,
    later: (task, ms) => {
      const timer = setTimeout(task, ms)
      return () => clearTimeout(timer)
    },
    random: Math.random,
    stateChanged: (entered) => (state.value = entered),
    signedOut: () => signedOutListeners.forEach((listener) => listener()),
    stillSignedIn: () =>
      api.get('/session/holder', { quiet: true }).then(
        ({ session }) => session !== null,
        () => true, // out of reach says nothing
      ),
  })
  onSignedOut(() => client.stop())
  window.addEventListener('online', () => client.hurry())
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && client.hurry())
  return {
    state,
    start: () => client.start(),
    stop: () => client.stop(),
    watch: client.watch.bind(client),
    onSignedOut: (listener: () => void) => signedOutListeners.add(listener),
  }
})

// Marks rows for a moment; rows that are marked again shine on.
export function useFlashes() {
  const marked = shallowReactive(new Map<string, number>())
  const mark = (ids: string[]) => {
    for (const id of ids) {
      clearTimeout(marked.get(id))
      marked.set(id, window.setTimeout(() => marked.delete(id), FLASH_MS))
    }
  }
  onScopeDispose(() => marked.forEach((timer) => clearTimeout(timer)))
  return { isFlashing: (id: string) => marked.has(id), mark }
}

export interface TopicOptions {
  // Watches only while this holds (a right, an open panel).
  when?: MaybeRefOrGetter<boolean>
  // Watches these items only; for topics that are too long to hold.
  ids?: MaybeRefOrGetter<readonly string[]>
  changed?: (change: Applied, items: ReadonlyMap<string, LiveItem>) => void
}

export function useTopic<T extends LiveItem>(name: string, options: TopicOptions = {}) {
  const live = useLive()
  const items = shallowRef<ReadonlyMap<string, T>>(new Map())
  const isReady = ref(false)
  const refusal = ref<RefusalFrame['error'] | null>(null)
  const flashes = useFlashes()
  let stop: (() => void) | null = null

  const watcher = {
    changed: (now: ReadonlyMap<string, LiveItem>, change: Applied | null) => {
      items.value = now as ReadonlyMap<string, T>
      isReady.value = true
      refusal.value = null
      if (!change) return
      flashes.mark(change.upserted)
      options.changed?.(change, now)
    },
    refused: (error: RefusalFrame['error']) => (refusal.value = error),
  }

  const wanted = computed(() => {
    if (options.when !== undefined && !toValue(options.when)) return null
    return options.ids === undefined ? 'all' : [...toValue(options.ids)].sort().join(',')
  })
  watch(
    wanted,
    (ids) => {
      const before = stop
      stop = ids === null ? null : live.watch(name, watcher, ids === 'all' ? null : ids.split(',').filter(Boolean))
      before?.()
    },
    { immediate: true },
  )
  onScopeDispose(() => stop?.())
  return { items, list: computed(() => [...items.value.values()]), isReady, refusal, isFlashing: flashes.isFlashing }
}
