// The page around the iframe, when there is one. It is known by the origin that the button put into the address, and
// only that origin is listened and talked to; who may embed us at all is for the server's content policy to say.
import { readFromHost, type FromChat } from '../bridge'

export interface HostEvents {
  page: (page: { url: string; title: string }) => void
  shown: (isShown: boolean, takesFocus: boolean) => void
}

export class Host {
  private readonly origin: string | null

  constructor(search: URLSearchParams, events: HostEvents) {
    const named = search.get('host')
    this.origin = parent !== window && named !== null && isOrigin(named) ? named : null
    if (this.origin === null) return
    addEventListener('message', (event) => {
      if (event.source !== parent || event.origin !== this.origin) return
      const message = readFromHost(event.data)
      if (message?.yingda === 'page') events.page({ url: message.url, title: message.title })
      if (message?.yingda === 'shown') events.shown(message.shown, message.focus)
    })
  }

  get isThere(): boolean {
    return this.origin !== null
  }
  tell(message: FromChat): void {
    if (this.origin !== null) parent.postMessage(message, this.origin)
  }
}

function isOrigin(text: string): boolean {
  try {
    return /^https?:/.test(text) && new URL(text).origin === text
  } catch {
    return false
  }
}
