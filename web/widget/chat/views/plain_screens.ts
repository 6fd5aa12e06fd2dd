// Screens that only say something.
import { button, h, icon, type IconName, type View } from '../dom'
import type { Visit } from '../visit'
import { t, type Key } from '../words'

const saying = (name: IconName, title: Key, text: Key, action?: HTMLElement): View => ({
  element: h('.screen is-centred', { role: 'status' }, h('span.emblem', icon(name, 30)), h('h2', t(title)), h('p', t(text)), action),
})

export const loadingView = (): View => ({
  element: h('.screen', { role: 'status' }, h('.bars', { 'aria-hidden': true }, h('i'), h('i'), h('i'), h('i')), h('span.unseen', t('loading'))),
})
export const unreachableView = (visit: Visit) => saying('cloud', 'unreachable_title', 'unreachable_text', button(t('retry'), () => void visit.start(), 'primary'))
export const goneView = () => saying('alert', 'gone_title', 'gone_text')
export const leftView = (visit: Visit) => saying('check', 'left_title', 'left_text', button(t('back'), () => void visit.startNew(), 'primary'))
