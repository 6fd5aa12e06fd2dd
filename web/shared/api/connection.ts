// The console's client, bound to this page's server.
import { currentLanguage, text } from '@/shared/i18n'
import { ApiClient } from './client'

const listeners = new Set<() => void>()

// Tells `listener` when the server no longer knows who we are.
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const api = new ApiClient({
  base: '/api/v1',
  fetch: (...call) => fetch(...call),
  language: currentLanguage,
  describe: (kind) => text(`app.problem.${kind}`),
  signedOut: () => listeners.forEach((listener) => listener()),
})
