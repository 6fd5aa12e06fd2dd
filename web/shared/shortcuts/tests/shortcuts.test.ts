import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { onKey, shortcuts, useShortcut } from '../shortcuts'

let ran: string[]
let scope: EffectScope
function press(key: string, more: KeyboardEventInit = {}, target: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...more })
  Object.defineProperty(event, 'target', { value: target })
  onKey(event)
  return event
}

beforeEach(() => {
  ran = []
  scope = effectScope()
  scope.run(() => {
    useShortcut('/', 'x', () => ran.push('/'), 'everywhere')
    useShortcut('mod+k', 'x', () => ran.push('mod+k'), 'everywhere')
    useShortcut('g c', 'x', () => ran.push('g c'), 'go')
    useShortcut('c', 'x', () => ran.push('c'))
  })
})
afterEach(() => scope.stop())

describe('shortcuts', () => {
  it('run on their key and keep it from the browser', () => {
    expect(press('/').defaultPrevented).toBe(true)
    expect(ran).toEqual(['/'])
  })
  it('know sequences from single keys', () => {
    press('g')
    press('c')
    press('c')
    expect(ran).toEqual(['g c', 'c'])
  })
  it('stay out of what is being typed, except with Ctrl', () => {
    const input = document.createElement('input')
    press('c', {}, input)
    expect(ran).toEqual([])
    press('k', { ctrlKey: true }, input)
    expect(ran).toEqual(['mod+k'])
  })
  it('know Alt by the place of the key, also while one types', () => {
    scope.run(() => {
      useShortcut('alt+a', 'x', () => ran.push('alt+a'))
      useShortcut('alt+1', 'x', () => ran.push('alt+1'))
      useShortcut('alt+down', 'x', () => ran.push('alt+down'))
    })
    const input = document.createElement('textarea')
    press('å', { altKey: true, code: 'KeyA' }, input)
    press('¡', { altKey: true, code: 'Digit1' }, input)
    press('ArrowDown', { altKey: true, code: 'ArrowDown' }, input)
    expect(ran).toEqual(['alt+a', 'alt+1', 'alt+down'])
    press('k', { altKey: true, ctrlKey: true, code: 'KeyK' }, input) // AltGr
    expect(ran).toHaveLength(3)
  })
  it('do not fire while text is being composed', () => {
    press('/', { isComposing: true })
    expect(ran).toEqual([])
  })
  it('rest while a window is open', () => {
    const window = document.createElement('div')
    window.setAttribute('role', 'dialog')
    window.setAttribute('aria-modal', 'true')
    document.body.append(window)
    press('c')
    expect(ran).toEqual([])
    window.remove()
  })
  it('wake again when a window was closed, though it stays in the document', () => {
    const overlay = document.createElement('div')
    overlay.innerHTML = '<div role="dialog" aria-modal="true"></div>'
    overlay.setAttribute('style', 'display: none;')
    document.body.append(overlay)
    press('c')
    expect(ran).toEqual(['c'])
    overlay.remove()
  })
  it('wake as soon as a window begins to go, before it has faded', () => {
    const overlay = document.createElement('div')
    overlay.innerHTML = '<div role="dialog" aria-modal="true"></div>'
    overlay.className = 'el-overlay dialog-fade-leave-active'
    document.body.append(overlay)
    press('g')
    press('c')
    expect(ran).toEqual(['g c'])
    overlay.remove()
  })
  it('give a key to whoever came last, and back', () => {
    const page = effectScope()
    page.run(() => useShortcut('c', 'x', () => ran.push('page')))
    press('c')
    page.stop()
    press('c')
    expect(ran).toEqual(['page', 'c'])
  })
  it('go with whoever brought them', () => {
    scope.stop()
    expect(shortcuts).toEqual([])
  })
})
