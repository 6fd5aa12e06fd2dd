// Elements in one expression. Text always becomes a text node; there is no way to put markup in.

type Child = Node | string | null | false | undefined
type Value = string | number | boolean | null | undefined | ((event: never) => void)
export type Attributes = Record<string, Value>

function set(element: Element, name: string, value: Value): void {
  if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener)
  else if (value === true) element.setAttribute(name, '')
  else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value))
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) set(element, name, value)
  element.append(...children.filter((child): child is Node | string => child !== null && child !== false && child !== undefined))
  return element
}

const SVG = 'http://www.w3.org/2000/svg'
// Strokes on a field of 24 by 24.
const ICONS = {
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 19V5M5 12l7-7 7 7',
  clip: 'M21 11.5l-8.6 8.6a5.5 5.5 0 0 1-7.8-7.8l8.6-8.6a3.7 3.7 0 0 1 5.2 5.2l-8.6 8.6a1.8 1.8 0 0 1-2.6-2.6l8-7.9',
  bell: 'M18 8a6 6 0 0 0-12 0c0 7-3 9-3 9h18s-3-2-3-9M13.7 21a2 2 0 0 1-3.4 0',
  muted: 'M13.7 21a2 2 0 0 1-3.4 0M18.6 13A17.9 17.9 0 0 1 18 8M6.3 6.3A5.9 5.9 0 0 0 6 8c0 7-3 9-3 9h14M18 8a6 6 0 0 0-9.3-5M2 2l20 20',
  leave: 'M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4M16 17l5-5-5-5M21 12H9',
  file: 'M14 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8zM14 2v6h6',
  download: 'M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4M7 10l5 5 5-5M12 15V3',
  check: 'M20 6L9 17l-5-5',
  checks: 'M18 6L7 17l-5-5M22 10l-7.5 7.5L13 16',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3 2',
  alert: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 8v4.5M12 16v.1',
  down: 'M12 5v14M19 12l-7 7-7-7',
  history: 'M3 12a9 9 0 1 0 3-6.7L3 8M3 3v5h5M12 7v5l4 2',
  star: 'M12 2.8l2.9 5.8 6.4.9-4.7 4.5 1.2 6.4L12 17.3l-5.8 3.1 1.2-6.4L2.7 9.5l6.4-.9z',
  moon: 'M20.5 14A8.5 8.5 0 1 1 10 3.5a6.8 6.8 0 0 0 10.5 10.5z',
  cloud: 'M2 2l20 20M5.8 5.8A7 7 0 0 0 9 19h9c.5 0 1-.1 1.5-.3M21.5 16.5A4.5 4.5 0 0 0 17.5 10h-1.8A7 7 0 0 0 10 5',
} as const
export type IconName = keyof typeof ICONS

export function icon(name: IconName, size = 20): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', width: size, height: size, class: `icon icon-${name}`, 'aria-hidden': 'true' })) svg.setAttribute(key, String(value))
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', ICONS[name])
  svg.append(path)
  return svg
}

export function iconButton(name: IconName, label: string, run: () => void, more: Attributes = {}): HTMLButtonElement {
  return h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick: run, ...more }, icon(name))
}

export function button(label: string, run: () => void, kind: 'primary' | 'quiet' | 'plain' = 'plain', more: Attributes = {}): HTMLButtonElement {
  return h('button', { type: 'button', class: `button ${kind}`, onclick: run, ...more }, label)
}

// Writes only what differs, so that nothing is announced or selected away for no reason.
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
export function show(element: HTMLElement, isShown: boolean): void {
  element.hidden = !isShown
}

// A part of the page: built once for a screen and a language, then kept up to date.
export interface View {
  element: HTMLElement
  update(): void
  focus?(): void
  leave?(): void
}
