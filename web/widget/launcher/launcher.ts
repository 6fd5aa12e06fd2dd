// What a web site embeds: <script async src="https://CENTRE/widget.js" data-site="SITE_KEY"></script>
// A button in a corner of the page and, once it was pressed, the chat in an iframe. Of the page it reads the address,
// the title and the language, and nothing else; its own elements live in a shadow tree, where the page's styles do not
// reach and from which ours do not leak.
import en from '@messages/en/widget_launcher.json'
import zh from '@messages/zh-CN/widget_launcher.json'
import { parseColour, textOn, writeColour } from '@/shared/theme/contrast'
import { readFromChat, type FromChat, type FromHost } from '../bridge'
import { TitleBlink } from '../title_blink'
import css from './launcher.css?inline'

const NAME = 'yingda-chat'
const STATE = 'yingda.chat' // in the page's session storage: whether a chat is open, so that the next page shows it
const PHONE = '(max-width: 480px)'

type Remembered = 'shown' | 'hidden' | null

class Launcher {
  private readonly origin: string
  private readonly site: string
  private readonly element = document.createElement(NAME)
  private readonly button = document.createElement('button')
  private readonly badge = document.createElement('span')
  private readonly panel = document.createElement('div')
  private readonly blink = new TitleBlink(matchMedia('(prefers-reduced-motion: reduce)').matches)
  private frame: HTMLIFrameElement | null = null
  private isReady = false
  private isShown = false
  private takesFocus = false
  private unread = 0
  private language: string

  constructor(script: HTMLScriptElement) {
    this.origin = new URL(script.src).origin
    this.site = script.dataset.site ?? ''
    const asked = script.dataset.language || document.documentElement.lang || navigator.language
    this.language = /^en\b/i.test(asked) ? 'en' : 'zh-CN'
    this.build(script.dataset.colour ?? '')
    addEventListener('message', (event) => {
      if (event.origin !== this.origin || !this.frame || event.source !== this.frame.contentWindow) return
      const message = readFromChat(event.data)
      if (message) this.hear(message)
    })
    const before = remembered()
    if (before === 'shown' && !matchMedia(PHONE).matches) this.show(false)
    else if (before !== null) this.load()
  }

  private get words() {
    return (this.language === 'en' ? en : zh).widget_launcher
  }

  private build(colour: string): void {
    const root = this.element.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
    this.button.type = 'button'
    this.button.className = 'button'
    this.button.append(shape('M21 11.5a8.4 8.4 0 0 1-12 7.6L3 21l1.9-6A8.4 8.4 0 1 1 21 11.5z', 'open'), shape('M6 9l6 6 6-6', 'shut'), this.badge)
    this.badge.className = 'badge'
    this.badge.setAttribute('aria-hidden', 'true')
    this.button.addEventListener('click', () => (this.isShown ? this.hide() : this.show()))
    this.panel.className = 'panel'
    this.panel.hidden = true
    const brand = parseColour(colour)
    if (brand) this.wear(writeColour(brand), writeColour(textOn(brand)))
    root.append(this.panel, this.button)
    root.addEventListener('keydown', (event) => {
      if ((event as KeyboardEvent).key === 'Escape' && this.isShown) this.hide()
    })
    this.name()
    document.body.append(this.element)
  }

  private wear(colour: string, on: string): void {
    this.element.style.setProperty('--yingda-colour', colour)
    this.element.style.setProperty('--yingda-on-colour', on)
  }

  private name(): void {
    const { open, close, unread, title } = this.words
    const waits = this.unread > 0 && !this.isShown
    this.button.setAttribute('aria-label', this.isShown ? close : waits ? unread.replace('{count}', String(this.unread)) : open)
    this.button.setAttribute('aria-expanded', String(this.isShown))
    this.badge.textContent = waits ? (this.unread > 99 ? '99+' : String(this.unread)) : ''
    if (this.frame) this.frame.title = title
  }

  private load(): void {
    if (this.frame) return
    this.frame = document.createElement('iframe')
    const query = new URLSearchParams({ host: location.origin, language: this.language })
    this.frame.src = `${this.origin}/chat/${encodeURIComponent(this.site)}?${query}`
    this.frame.allow = 'autoplay'
    this.panel.append(this.frame)
    this.name()
  }

  private show(takesFocus = true): void {
    this.load()
    this.isShown = true
    this.panel.hidden = false
    this.element.toggleAttribute('data-open', true)
    this.blink.stop()
    remember('shown')
    this.name()
    this.tellPage()
    this.takesFocus = takesFocus
    if (takesFocus) this.frame?.focus()
    this.tell({ yingda: 'shown', shown: true, focus: takesFocus })
  }

  private hide(): void {
    this.isShown = false
    this.panel.hidden = true
    this.element.toggleAttribute('data-open', false)
    remember('hidden')
    this.name()
    this.tell({ yingda: 'shown', shown: false, focus: false })
    this.button.focus({ preventScroll: true })
  }

  private tell(message: FromHost): void {
    if (this.isReady) this.frame?.contentWindow?.postMessage(message, this.origin)
  }
  private tellPage(): void {
    this.tell({ yingda: 'page', url: location.href, title: document.title })
  }

  private hear(message: FromChat): void {
    if (message.yingda === 'ready') {
      this.isReady = true
      this.tellPage()
      this.tell({ yingda: 'shown', shown: this.isShown, focus: this.takesFocus })
    } else if (message.yingda === 'close') this.hide()
    else if (message.yingda === 'look') this.look(message)
    else this.count(message.count, message.open_chat)
  }

  private look({ colour, on_colour, language }: FromChat & { yingda: 'look' }): void {
    if (parseColour(colour) && parseColour(on_colour)) this.wear(colour, on_colour)
    this.language = language === 'en' ? 'en' : 'zh-CN'
    this.name()
  }

  private count(count: number, isChatOpen: boolean): void {
    if (count > this.unread) this.blink.start(this.words.title_unread)
    this.unread = count
    if (!isChatOpen && !this.isShown && count === 0) remember(null)
    this.name()
  }
}

function shape(path: string, name: string): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', name)
  svg.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

// Pages may forbid storage; then the next page starts closed.
function remembered(): Remembered {
  try {
    const found = sessionStorage.getItem(STATE)
    return found === 'shown' || found === 'hidden' ? found : null
  } catch {
    return null
  }
}
function remember(state: Remembered): void {
  try {
    if (state === null) sessionStorage.removeItem(STATE)
    else sessionStorage.setItem(STATE, state)
  } catch {
    // Nothing is remembered.
  }
}

const script = document.currentScript
if (script instanceof HTMLScriptElement && script.dataset.site && !document.querySelector(NAME)) {
  const start = () => new Launcher(script)
  if (document.body) start()
  else addEventListener('DOMContentLoaded', start)
}
