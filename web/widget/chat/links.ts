// Finds addresses in a text. Only http and https become links; what people write around them (brackets, the full stop
// of the sentence, Chinese right after it) stays text.

export type Piece = { text: string; href?: string }

const ADDRESS = /(?:https?:\/\/|www\.)[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+/gi
const CLOSERS: Record<string, string> = { ')': '(', ']': '[' }

function trimmed(found: string): string {
  for (;;) {
    const end = found.at(-1) ?? ''
    const opener = CLOSERS[end]
    const isLoose = opener ? found.split(end).length > found.split(opener).length : /[.,;:!?'*~]/.test(end)
    if (!isLoose) return found
    found = found.slice(0, -1)
  }
}

function hrefOf(address: string): string | null {
  try {
    const url = new URL(/^www\./i.test(address) ? `https://${address}` : address)
    return /^https?:$/.test(url.protocol) && url.hostname.includes('.') && !url.username && !url.password ? url.href : null
  } catch {
    return null
  }
}

export function findLinks(text: string): Piece[] {
  const pieces: Piece[] = []
  let done = 0
  for (const match of text.matchAll(ADDRESS)) {
    const before = text[match.index - 1] ?? ''
    const address = trimmed(match[0])
    const href = /[A-Za-z0-9@]/.test(before) ? null : hrefOf(address)
    if (!href) continue
    if (match.index > done) pieces.push({ text: text.slice(done, match.index) })
    pieces.push({ text: address, href })
    done = match.index + address.length
  }
  if (done < text.length) pieces.push({ text: text.slice(done) })
  return pieces
}
