// Elements in one expression: h('p.fault', { role: 'alert' }, 'What went wrong'). Without a tag before the dot it is a
// div. Text always becomes a text node; there is no way to put markup in.

type Tags = HTMLElementTagNameMap
type Made<What extends string> = What extends keyof Tags ? Tags[What] : What extends `${infer Tag extends keyof Tags}.${string}` ? Tags[Tag] : HTMLDivElement
type Child = Node | string | null | false | undefined
type Value = string | number | boolean | null | undefined | ((event: never) => void)
export type Attributes = Record<string, Value>

function put<Kind extends Element>(element: Kind, attributes: Attributes): Kind {
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener)
    else if (value != null && value !== false) element.setAttribute(name, String(value))
  return element
}

export function h<What extends string>(what: What, ...parts: (Attributes | Child)[]): Made<What> {
  const [tag, classes] = what.split('.')
  const element = document.createElement(tag || 'div')
  if (classes) element.className = classes
  for (const part of parts)
    if (typeof part === 'string' || part instanceof Node) element.append(part)
    else if (part) put(element, part)
  return element as unknown as Made<What>
}

// Strokes on a field of 24 by 24.
const CIRCLE = 'M12 3a9 9 0 1 0 .1 0'
const BELL = 'M18 8a6 6 0 0 0-12 0c0 7-3 9-3 9h18s-3-2-3-9M13.7 21a2 2 0 0 1-3.4 0'
const TRAY = 'M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4'
const SLASH = 'M2 2l20 20'
const ICONS = {
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 19V5M5 12l7-7 7 7',
  clip: 'M21 11.5l-8.6 8.6a5.5 5.5 0 0 1-7.8-7.8l8.6-8.6a3.7 3.7 0 0 1 5.2 5.2l-8.6 8.6a1.8 1.8 0 0 1-2.6-2.6l8-7.9',
  bell: BELL,
  muted: BELL + SLASH,
  leave: 'M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4M16 17l5-5-5-5M21 12H9',
  file: 'M14 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8zv6h6',
  download: TRAY + 'M7 10l5 5 5-5M12 15V3',
  check: 'M20 6L9 17l-5-5',
  checks: 'M18 6L7 17l-5-5M22 10l-7.5 7.5L13 16',
  clock: CIRCLE + 'M12 7v5l3 2',
  alert: CIRCLE + 'M12 8v4.5M12 16v.1',
  down: 'M12 5v14M19 12l-7 7-7-7',
  history: 'M3 12a9 9 0 1 0 3-6.7L3 8V3M3 8h5M12 7v5l4 2',
  star: 'M12 2.8l2.9 5.8 6.4.9-4.7 4.5 1.2 6.4L12 17.3l-5.8 3.1 1.2-6.4L2.7 9.5l6.4-.9z',
  moon: 'M20.5 14A8.5 8.5 0 1 1 10 3.5a6.8 6.8 0 0 0 10.5 10.5z',
  cloud: 'M18 10h-1.3A8 8 0 1 0 9 20h9a5 5 0 0 0 0-10z' + SLASH,
}
export type IconName = keyof typeof ICONS

export function icon(name: IconName, size = 20): SVGElement {
  const drawn = (tag: 'svg' | 'path', attributes: Attributes) => put(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes)
  const svg = drawn('svg', { viewBox: '0 0 24 24', width: size, height: size, class: 'icon', 'aria-hidden': true })
  svg.append(drawn('path', { d: ICONS[name] }))
  return svg
}

export const iconButton = (name: IconName, label: string, onclick: () => void, more: Attributes = {}) =>
  h('button.icon-button', { type: 'button', 'aria-label': label, title: label, onclick, ...more }, icon(name))

export const button = (label: string, onclick: () => void, kind = 'plain') => h(`button.button ${kind}`, { type: 'button', onclick }, label)

// Writes only what differs, so that nothing is announced or selected away for no reason.
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
// The same for what has its place only while there is something to say.
export function say(element: HTMLElement, text: string): void {
  setText(element, text)
  element.hidden = !text
}

// A part of the page: built once for a screen and a language, then kept up to date.
export interface View {
  element: HTMLElement
  update?(): void
  focus?(): void
  readDraft?(): void // another tab wrote on
  leave?(): void
}
