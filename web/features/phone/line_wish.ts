// The line of this page, and who wants one without being signed in as an agent: a supervisor once something is to be
// listened to, and the check of the line.
import { ref, shallowRef } from 'vue'
import type { BrowserLine, LinePath, LineState } from './line'

export const isLineWanted = ref(false)
export const lineState = ref<LineState>('off')
export const ownLine = shallowRef<BrowserLine | null>(null)

const TRIES = 40
const TRY_MS = 250
const pause = () => new Promise((done) => setTimeout(done, TRY_MS))

// Brings the line up if it is not, and tells how it goes; none when it does not come.
export async function checkLine(): Promise<LinePath | null> {
  const wasWanted = isLineWanted.value
  isLineWanted.value = true
  try {
    for (let left = TRIES; left > 0 && lineState.value !== 'failed'; left--) {
      const path = await ownLine.value?.path()
      if (path) return path
      await pause()
    }
    return null
  } finally {
    isLineWanted.value = wasWanted
  }
}
