// Whether a calendar is open at a moment on its own wall clock, by the openings that the server reckons.
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { isAbort } from '@/shared/api'
import { calendarsApi } from './api'
import { addDays, stateAt, wallClock, type OpenState, type WallSpan } from './hours'
import type { Calendar } from './types'

const DAYS = 16

// `at` is "2026-11-21 22:35", or "" for no question. `changes` counts what may change the answer besides the calendar.
export function useOpenState(calendar: () => Calendar | null, changes: () => number, at: () => string): ShallowRef<OpenState | null> {
  const state = shallowRef<OpenState | null>(null)
  let known: { key: string; spans: WallSpan[]; until: string } | null = null
  let running = new AbortController()

  async function look(): Promise<void> {
    running.abort()
    const [asked, moment] = [calendar(), at()]
    if (!asked || moment === '') {
      state.value = null
      return
    }
    const from = addDays(moment.slice(0, 10), -1) // a night may have begun yesterday
    const key = [asked.id, asked.version, changes(), from].join()
    if (known?.key !== key) {
      const call = (running = new AbortController())
      try {
        const { items } = await calendarsApi.days(asked.id, { from, days: DAYS }, call.signal)
        if (call.signal.aborted) return
        const wall = (instant: string) => wallClock(instant, asked.time_zone)
        const spans = items.flatMap((day) => day.openings.map((opening) => ({ begins: wall(opening.begins_at), ends: wall(opening.ends_at) })))
        known = { key, spans, until: `${addDays(from, DAYS)} 00:00` }
      } catch (thrown) {
        if (!isAbort(thrown)) state.value = null // no answer is better than an old one
        return
      }
    }
    state.value = stateAt(known.spans, moment, known.until)
  }
  watch([calendar, changes, at], look, { immediate: true })
  onScopeDispose(() => running.abort())
  return state
}
