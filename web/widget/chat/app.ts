// The frame of the chat: head, banner, and the screen that the visit is on.
import { h, iconButton, say, setText, type View } from './dom'
import type { Host } from './host'
import { wear } from './look'
import { conversationView, earlierView } from './views/conversation'
import { closedView, welcomeView } from './views/form_screens'
import { goneView, leftView, loadingView, unreachableView } from './views/plain_screens'
import { ask } from './views/windows'
import type { Screen, Visit } from './visit'
import { language, local, t } from './words'

const SCREENS: Record<Screen, (visit: Visit) => View> = {
  loading: loadingView,
  unreachable: unreachableView,
  gone: goneView,
  welcome: welcomeView,
  closed: closedView,
  left: leftView,
  chat: conversationView,
  earlier: earlierView,
}

export interface AppActs {
  isSoundOn: () => boolean
  switchLanguage: () => void
  switchSound: () => void
  close: () => void
}

export function appOn(root: HTMLElement, visit: Visit, host: Host, acts: AppActs) {
  let view: View | undefined
  let drawn = '' // what the view was built for
  let drawnTools = ''
  let named = '' // what the page was called last; its title may be blinking
  const title = h('h1')
  const subtitle = h('p.subtitle')
  const avatar = h('span.avatar', { 'aria-hidden': true })
  const tools = h('.tools')
  const banner = h('.banner', { role: 'status' })
  const main = h('main', { tabindex: -1 })
  root.append(h('header', avatar, h('.titles', title, subtitle), tools), banner, main)
  root.classList.toggle('is-framed', host.isThere)
  // A file dropped beside the chat must not replace the page.
  for (const name of ['dragover', 'drop']) addEventListener(name, (event) => event.preventDefault())

  function draw(): void {
    const { screen, chat, session } = visit
    const part = [screen, chat?.id, language(), screen === 'closed' && session?.admission].join('/')
    if (part !== drawn) replace(part)
    view?.update?.()
    drawHead()
    drawTools()
  }

  function replace(part: string): void {
    const [before] = drawn.split('/')
    const { activeElement, body } = document
    // A button that was pressed and then disabled has let the focus go.
    const hadFocus = main.contains(activeElement) || (activeElement === body && document.hasFocus() && before)
    drawn = part
    view?.leave?.()
    view = SCREENS[visit.screen](visit)
    main.replaceChildren(view.element)
    if (hadFocus && before !== visit.screen) focus()
  }

  // To where one goes on from: the text when there is one, else the top of the screen.
  function focus(): void {
    view?.focus?.()
    if (!main.contains(document.activeElement)) main.focus({ preventScroll: true })
  }

  function drawHead(): void {
    const site = visit.session?.site
    const name = site ? local(site.name, site.name_en) : t('title')
    const heading = (visit.screen === 'chat' && visit.chat?.agent?.name) || name
    setText(title, heading)
    setText(avatar, [...heading][0] ?? '')
    setText(subtitle, subtitleText(visit))
    say(banner, visit.isCut ? t('cut') : '')
    document.documentElement.lang = language()
    if (!host.isThere && name !== named) document.title = named = name
    if (site) host.tell({ yingda: 'look', ...wear(site.colour), language: language() })
  }

  function drawTools(): void {
    const isOn = acts.isSoundOn()
    const mayEnd = visit.isOpen && visit.screen === 'chat'
    const state = `${language()}${isOn}${mayEnd}`
    if (state === drawnTools) return
    drawnTools = state
    const focused = document.activeElement?.getAttribute('data-tool')
    const [lang, short, label] = language() === 'en' ? ['zh-CN', '中', '切换到中文'] : ['en', 'EN', 'Switch to English']
    tools.replaceChildren(
      h('button.icon-button', { type: 'button', 'data-tool': 'language', lang, 'aria-label': label, title: label, onclick: acts.switchLanguage }, short),
      iconButton(isOn ? 'bell' : 'muted', t('sound'), acts.switchSound, { 'aria-pressed': String(isOn), 'data-tool': 'sound' }),
      mayEnd ? iconButton('leave', t('end'), askToEnd, { 'data-tool': 'end' }) : '',
      host.isThere ? iconButton('close', t('close_chat'), acts.close, { 'data-tool': 'close' }) : '',
    )
    tools.querySelector<HTMLElement>(`[data-tool="${focused}"]`)?.focus()
  }

  function askToEnd(): void {
    const text = t(visit.chat?.state === 'waiting' ? 'end_text_waiting' : 'end_text')
    ask(t('end_title'), text, t('end_yes'), t('end_no'), () => void visit.end())
  }

  return { draw, focus, readDraft: () => view?.readDraft?.() }
}

function subtitleText({ chat, screen }: Visit): string {
  if (screen === 'welcome') return t('online')
  if (screen === 'closed') return t('away')
  if (screen !== 'chat' || !chat) return ''
  if (chat.state === 'waiting') return t('connecting')
  if (chat.state === 'ended' || !chat.agent) return t('ended')
  return chat.agent.number ? t('served_by', chat.agent) : t('serving')
}
