// What a web site embeds: <script async src="https://CENTRE/widget.js" data-site="SITE_KEY"></script>
// A button in a corner of the page and, once it was pressed, the chat in an iframe. Of the page it reads the address,
// the title and the language, and nothing else; its own elements live in a shadow tree, where the page's styles do not
// reach and from which ours do not leak.
import en from '@messages/en/widget_launcher.json'
import zh from '@messages/zh-CN/widget_launcher.json'
import { parseColour, textOn, writeColour } from '@/shared/theme/contrast'
import { readFromChat, type FromChat, type FromHost } from '../bridge'
import { blinkTitle } from '../title_blink'
import css from './launcher.css?inline'

const NAME = 'yingda-chat'
const STATE = 'yingda.chat' // in the page's session storage: whether a chat is open, so that the next page shows it
const PHONE = '(max-width: 480px)'
const SHAPES = { open: 'M21 11.5a8.4 8.4 0 0 1-12 7.6L3 21l1.9-6A8.4 8.4 0 1 1 21 11.5z', shut: 'M6 9l6 6 6-6' }

function launch({ src, dataset }: HTMLScriptElement): void {
  const { origin } = new URL(src)
  const element = document.createElement(NAME)
  const button = document.createElement('button')
  const badge = document.createElement('span')
  const panel = document.createElement('div')
  const frame = document.createElement('iframe')
  let isEnglish = /^en\b/i.test(dataset.language || document.documentElement.lang || navigator.language)
  let isReady = false
  let isShown = false
  let takesFocus = false
  let unread = 0

  function build(): void {
    const root = element.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
    button.type = 'button'
    button.append(shape('open'), shape('shut'), badge)
    button.onclick = () => show(!isShown)
    badge.setAttribute('aria-hidden', 'true')
    panel.hidden = true
    element.onkeydown = ({ key }) => key === 'Escape' && isShown && show(false)
    root.append(panel, button)
    document.body.append(element)
  }

  function wear(colour: string, on: string): void {
    element.style.setProperty('--yingda-colour', colour)
    element.style.setProperty('--yingda-on-colour', on)
  }

  function words() {
    return (isEnglish ? en : zh).widget_launcher
  }
  function name(): void {
    const waiting = isShown ? 0 : unread
    const { open, close, unread: waits, title } = words()
    button.setAttribute('aria-label', isShown ? close : waiting ? waits.replace('{count}', String(waiting)) : open)
    button.setAttribute('aria-expanded', String(isShown))
    badge.textContent = waiting > 99 ? '99+' : String(waiting || '')
    frame.title = title
  }

  function load(): void {
    if (frame.src) return
    const query = new URLSearchParams({ host: location.origin, language: isEnglish ? 'en' : 'zh-CN' })
    frame.src = `${origin}/chat/${encodeURIComponent(dataset.site!)}?${query}`
    frame.allow = 'autoplay'
    panel.append(frame)
  }

  function show(shown: boolean, focus = shown): void {
    if (shown) load()
    isShown = shown
    takesFocus = focus
    panel.hidden = !shown
    element.toggleAttribute('data-open', shown)
    remember(shown ? 'shown' : 'hidden')
    name()
    tellPage()
    tellShown()
    if (focus) frame.focus()
    if (!shown) button.focus({ preventScroll: true })
  }

  function tell(message: FromHost): void {
    if (isReady) frame.contentWindow?.postMessage(message, origin)
  }
  const tellPage = () => tell({ yingda: 'page', url: location.href, title: document.title })
  const tellShown = () => tell({ yingda: 'shown', shown: isShown, focus: takesFocus })

  function hear(message: FromChat): void {
    if (message.yingda === 'close') show(false)
    if (message.yingda === 'look') look(message)
    if (message.yingda === 'unread') count(message.count, message.open_chat)
    if (message.yingda !== 'ready') return
    isReady = true
    tellPage()
    tellShown()
  }
  function look({ colour, on_colour, language }: FromChat & { yingda: 'look' }): void {
    if (parseColour(colour) && parseColour(on_colour)) wear(colour, on_colour)
    isEnglish = language === 'en'
    name()
  }
  function count(found: number, isChatOpen: boolean): void {
    if (found > unread) blinkTitle(words().title_unread)
    unread = found
    if (!isChatOpen && !isShown && !found) remember('')
    name()
  }

  build()
  name()
  const brand = parseColour(dataset.colour ?? '')
  if (brand) wear(writeColour(brand), writeColour(textOn(brand)))
  addEventListener('message', ({ origin: from, source, data }) => {
    const message = from === origin && source && source === frame.contentWindow && readFromChat(data)
    if (message) hear(message)
  })
  const before = remembered()
  if (before === 'shown' && !matchMedia(PHONE).matches) show(true, false)
  else if (before) load()
}

function shape(name: keyof typeof SHAPES): Element {
  const drawn = (tag: string, attribute: string, value: string) => {
    const part = document.createElementNS('http://www.w3.org/2000/svg', tag)
    part.setAttribute(attribute, value)
    return part
  }
  const svg = drawn('svg', 'viewBox', '0 0 24 24')
  svg.classList.add(name)
  svg.append(drawn('path', 'd', SHAPES[name]))
  return svg
}

// Pages may forbid storage; then nothing is remembered, and the next page starts closed.
function remembered(): string | null {
  try {
    return sessionStorage.getItem(STATE)
  } catch {
    return null
  }
}
function remember(state: 'shown' | 'hidden' | ''): void {
  try {
    sessionStorage.setItem(STATE, state)
  } catch {}
}

const script = document.currentScript as HTMLScriptElement | null
if (script?.dataset.site && !document.querySelector(NAME)) {
  const start = () => launch(script)
  if (document.body) start()
  else addEventListener('DOMContentLoaded', start)
}
