// Keyboard shortcuts: single keys ("/"), combinations ("mod+k", "alt+a") and sequences ("g c"). Combinations work while
// one types, too. Whoever comes last wins, so a page may take over a key while it is shown. The list behind "?" is what
// is registered; of several keys that do the like ("alt+1" to "alt+9") one entry may stand for all.
import { onScopeDispose, shallowReactive } from 'vue'

export interface Shortcut {
  keys: string
  label: string // message key
  group: 'everywhere' | 'go' | 'page'
  run: () => void
  isUnlisted?: boolean // another entry of the list stands for it
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
  // With Alt, some keyboards write other letters: the place of the key counts then.
  if (event.altKey) return `alt+${placeOf(event)}`
  const key = named[event.key] ?? event.key.toLowerCase()
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key
}

const named: Record<string, string> = { ' ': 'space' }
function placeOf(event: KeyboardEvent): string {
  return /^(?:Key|Digit)(.)$/.exec(event.code)?.[1]?.toLowerCase() ?? event.key.toLowerCase().replace(/^arrow/, '')
}
const isCombination = (key: string) => key.startsWith('mod+') || key.startsWith('alt+')

export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  if (event.altKey && (event.ctrlKey || event.metaKey)) return // AltGr writes letters
  const key = pressedKeys(event)
  if (!isCombination(key) && isTyping(event.target)) return
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

export function useShortcut(keys: string, label: string, run: () => void, group: Shortcut['group'] = 'page', isUnlisted = false): void {
  const shortcut = { keys, label, run, group, isUnlisted }
  shortcuts.push(shortcut)
  onScopeDispose(() => shortcuts.splice(shortcuts.indexOf(shortcut), 1))
}
