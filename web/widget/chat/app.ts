// The frame of the chat: head, banner, and the screen that the visit is on.
import { h, iconButton, setText, show, type View } from './dom'
import type { Host } from './host'
import { wear } from './look'
import type { Sound } from './sound'
import { ConversationView, earlierView } from './views/conversation'
import { closedView, welcomeView } from './views/form_screens'
import { goneView, leftView, loadingView, unreachableView } from './views/plain_screens'
import { ask } from './views/windows'
import type { Screen, Visit } from './visit'
import { language, local, t } from './words'

type Drawn = View & { readDraft?: () => void }

const SCREENS: Record<Screen, (visit: Visit) => Drawn> = {
  loading: loadingView,
  unreachable: unreachableView,
  gone: goneView,
  welcome: welcomeView,
  closed: closedView,
  left: leftView,
  chat: (visit) => new ConversationView(visit),
  earlier: earlierView,
}

export interface AppEvents {
  switchLanguage: () => void
  switchSound: () => void
  close: () => void
}

export class App {
  private view: Drawn | null = null
  private drawn = '' // what the view was built for
  private readonly title = h('h1')
  private readonly subtitle = h('p', { class: 'subtitle' })
  private readonly avatar = h('span', { class: 'avatar', 'aria-hidden': 'true' })
  private readonly tools = h('div', { class: 'tools' })
  private readonly banner = h('div', { class: 'banner', role: 'status' })
  private readonly main = h('main', { tabindex: -1 })

  constructor(
    root: HTMLElement,
    private readonly visit: Visit,
    private readonly sound: Sound,
    private readonly host: Host,
    private readonly events: AppEvents,
  ) {
    root.append(h('header', {}, this.avatar, h('div', { class: 'titles' }, this.title, this.subtitle), this.tools), this.banner, this.main)
    root.classList.toggle('is-framed', host.isThere)
    // A file dropped beside the chat must not replace the page.
    for (const name of ['dragover', 'drop']) addEventListener(name, (event) => event.preventDefault())
  }

  draw(): void {
    const { visit } = this
    const part = `${visit.screen}/${visit.chat?.id ?? ''}/${language()}/${visit.screen === 'closed' ? visit.session?.admission : ''}`
    if (part !== this.drawn) this.replace(part)
    this.view?.update()
    this.drawHead()
  }

  private replace(part: string): void {
    const before = this.drawn.split('/')[0]
    const { activeElement } = document
    // A button that was pressed and then disabled has let the focus go.
    const hadFocus = this.main.contains(activeElement) || (activeElement === document.body && document.hasFocus() && before !== '')
    this.drawn = part
    this.view?.leave?.()
    this.view = SCREENS[this.visit.screen](this.visit)
    this.main.replaceChildren(this.view.element)
    if (hadFocus && before !== this.visit.screen) this.focus()
  }

  // To where one goes on from: the text when there is one, else the top of the screen.
  focus(): void {
    if (this.view?.focus) this.view.focus()
    if (!this.main.contains(document.activeElement)) this.main.focus({ preventScroll: true })
  }
  readDraft(): void {
    this.view?.readDraft?.()
  }

  private drawHead(): void {
    const { visit } = this
    const { site } = visit.session ?? {}
    const agent = visit.screen === 'chat' ? visit.chat?.agent : null
    const name = site ? local(site.name, site.name_en) : t('title')
    const title = agent?.name || name
    setText(this.title, title)
    setText(this.avatar, [...title][0] ?? '')
    setText(this.subtitle, this.subtitleText())
    document.documentElement.lang = language()
    if (!this.host.isThere) document.title = name
    setText(this.banner, visit.isCut ? t('cut') : '')
    show(this.banner, visit.isCut)
    this.drawTools()
    if (site) this.host.tell({ yingda: 'look', ...wear(site.colour), language: language() })
  }

  private subtitleText(): string {
    const { chat, screen, session } = this.visit
    if (screen === 'chat' && chat?.agent && chat.state === 'active') return chat.agent.number ? t('served_by', { number: chat.agent.number }) : t('serving')
    if (screen === 'chat' && chat?.state === 'waiting') return t('connecting')
    if (screen === 'chat') return t('ended')
    if (screen === 'welcome') return t('online')
    return screen === 'closed' && session ? t('away') : ''
  }

  private drawTools(): void {
    const { visit, sound } = this
    const state = `${language()}${sound.isOn}${visit.isOpen && visit.screen === 'chat'}${this.host.isThere}`
    if (this.tools.dataset.state === state) return
    const focused = document.activeElement?.getAttribute('data-tool')
    this.tools.dataset.state = state
    const other = language() === 'en' ? '中' : 'EN'
    const name = language() === 'en' ? '切换到中文' : 'Switch to English'
    this.tools.replaceChildren(
      h('button', { type: 'button', class: 'icon-button', 'data-tool': 'language', lang: language() === 'en' ? 'zh-CN' : 'en', 'aria-label': name, title: name, onclick: this.events.switchLanguage }, other),
      iconButton(sound.isOn ? 'bell' : 'muted', t('sound'), this.events.switchSound, { 'aria-pressed': String(sound.isOn), 'data-tool': 'sound' }),
      ...(visit.isOpen && visit.screen === 'chat' ? [iconButton('leave', t('end'), () => void this.end(), { 'data-tool': 'end' })] : []),
      ...(this.host.isThere ? [iconButton('close', t('close_chat'), this.events.close, { 'data-tool': 'close' })] : []),
    )
    if (focused) this.tools.querySelector<HTMLElement>(`[data-tool="${focused}"]`)?.focus()
  }

  private async end(): Promise<void> {
    const isWaiting = this.visit.chat?.state === 'waiting'
    if (await ask(t('end_title'), t(isWaiting ? 'end_text_waiting' : 'end_text'), t('end_yes'), t('end_no'))) await this.visit.end()
  }
}
