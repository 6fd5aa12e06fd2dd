// Several tabs of one person: which tab this is, and which of them does something that must be done once.
const CLAIM = 'yingda.claim.'
const SETTLE_MS = 60
const FORGET_MS = 60_000

const own: string = crypto.randomUUID()
export const tabId = () => own

// Whether this tab is the one that does `what`: of those that claim it at about the same time, the last to write. What
// was claimed once is not done again. (Locks of the browser would say it sooner, but plain HTTP has none.)
export async function claims(what: string, storage: Storage = localStorage, tab = own, pause = settle): Promise<boolean> {
  const key = CLAIM + what
  const found = storage.getItem(key)
  if (found !== null && Date.now() - Number(found.split(' ')[0]) > SETTLE_MS) return false
  try {
    storage.setItem(key, `${Date.now()} ${tab}`)
  } catch {
    return true
  }
  await pause()
  return storage.getItem(key)?.split(' ')[1] === tab
}
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, SETTLE_MS))

// Claims are remembered for a minute.
export function forgetOldClaims(storage: Storage = localStorage, now = Date.now()): void {
  for (const key of Object.keys(storage))
    if (key.startsWith(CLAIM) && now - Number(storage.getItem(key)?.split(' ')[0]) > FORGET_MS) storage.removeItem(key)
}
