// Screens that only say something.
import { button, h, icon, type IconName, type View } from '../dom'
import type { Visit } from '../visit'
import { t, type Key } from '../words'

function saying(name: IconName, title: Key, text: Key, action: HTMLElement | null): View {
  const element = h('div', { class: 'screen is-centred', role: 'status' }, h('span', { class: 'emblem' }, icon(name, 30)), h('h2', {}, t(title)), h('p', {}, t(text)), action)
  return { element, update: () => undefined }
}

export function loadingView(): View {
  const bars = h('div', { class: 'bars', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'), h('i'))
  return { element: h('div', { class: 'screen', role: 'status' }, bars, h('span', { class: 'unseen' }, t('loading'))), update: () => undefined }
}

export const unreachableView = (visit: Visit): View =>
  saying('cloud', 'unreachable_title', 'unreachable_text', button(t('retry'), () => void visit.start(), 'primary'))

export const goneView = (): View => saying('alert', 'gone_title', 'gone_text', null)

export const leftView = (visit: Visit): View =>
  saying('check', 'left_title', 'left_text', button(t('back'), () => void visit.startNew(), 'primary'))
