// The page around the iframe, when there is one. It is known by the origin that the button put into the address, and
// only that origin is listened and talked to; who may embed us at all is for the server's content policy to say.
import { readFromHost, type FromChat, type FromHost } from '../bridge'

export interface Host {
  isThere: boolean
  tell(message: FromChat): void
}

export function hostOf(origin: string | null, heard: (message: FromHost) => void): Host {
  if (parent === window || !isOrigin(origin)) return { isThere: false, tell() {} }
  addEventListener('message', (event) => {
    const message = event.source === parent && event.origin === origin && readFromHost(event.data)
    if (message) heard(message)
  })
  return { isThere: true, tell: (message) => parent.postMessage(message, origin) }
}

function isOrigin(text: string | null): text is string {
  try {
    return /^https?:/.test(text!) && new URL(text!).origin === text
  } catch {
    return false
  }
}
