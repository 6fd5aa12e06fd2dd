// The present, for words like "3 minutes ago" and for running clocks.
import { onScopeDispose, ref, type Ref } from 'vue'

// To the half minute.
export function useNow() {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), 30_000)
  onScopeDispose(() => clearInterval(timer))
  return now
}

// To the second. One timer serves all clocks, while there are any.
const second = ref(Date.now())
let users = 0
let timer = 0

export function useSeconds(): Ref<number> {
  second.value = Date.now()
  if (users++ === 0) timer = window.setInterval(() => (second.value = Date.now()), 1000)
  onScopeDispose(() => {
    if (--users === 0) clearInterval(timer)
  })
  return second
}

// "0:07", "12:30", "1:05:09": so many milliseconds, to the nearest second.
export function duration(ms: number): string {
  return face(Math.round(ms / 1000))
}

// The same of a clock that runs since then: it shows whole seconds that have passed.
export function elapsed(since: string, now: number): string {
  return face(Math.floor((now - Date.parse(since)) / 1000))
}

// Never negative, as clocks differ a little.
function face(seconds: number): string {
  const whole = Math.max(0, seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
