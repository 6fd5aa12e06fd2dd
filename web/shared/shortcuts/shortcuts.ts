// Keyboard shortcuts: single keys ("/"), combinations ("mod+k") and sequences ("g c"). Whoever comes last wins, so a
// page may take over a key while it is shown. The list behind "?" is what is registered.
import { onScopeDispose, shallowReactive } from 'vue'

export interface Shortcut {
  keys: string
  label: string // message key
  group: 'everywhere' | 'go' | 'page'
  run: () => void
}

export const shortcuts = shallowReactive<Shortcut[]>([])

const SEQUENCE_MS = 1200
let pending = ''
let pendingTimer = 0

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

// A window that was closed fades, and may stay in the document after that, within something that is not displayed.
const CLOSED = '[style*="display: none"], [class*="-leave-active"]'
function isWindowOpen(): boolean {
  return [...document.querySelectorAll('[role="dialog"][aria-modal="true"]')].some((window) => window.closest(CLOSED) === null)
}

export function pressedKeys(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase()
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key
}

export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  const key = pressedKeys(event)
  if (!key.startsWith('mod+') && isTyping(event.target)) return
  if (isWindowOpen() && key !== 'mod+k') return
  const sequence = pending ? `${pending} ${key}` : key
  const found = shortcuts.findLast((shortcut) => shortcut.keys === sequence) ?? shortcuts.findLast((shortcut) => shortcut.keys === key)
  clearTimeout(pendingTimer)
  pending = ''
  if (found) {
    event.preventDefault()
    found.run()
  } else if (shortcuts.some((shortcut) => shortcut.keys.startsWith(`${key} `))) {
    pending = key
    pendingTimer = window.setTimeout(() => (pending = ''), SEQUENCE_MS)
  }
}

export function listenForShortcuts(): void {
  window.addEventListener('keydown', onKey)
}

export function useShortcut(keys: string, label: string, run: () => void, group: Shortcut['group'] = 'page'): void {
  const shortcut = { keys, label, run, group }
  shortcuts.push(shortcut)
  onScopeDispose(() => shortcuts.splice(shortcuts.indexOf(shortcut), 1))
}
