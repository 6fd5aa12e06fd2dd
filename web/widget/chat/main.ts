// Puts the chat together: one visit, drawn by one app, in a tab or in the iframe of somebody's page.
import { blinkTitle } from '../title_blink'
import { browserWays } from './api'
import { appOn } from './app'
import { hostOf } from './host'
import { openKeep } from './keep'
import type { LinkSocket } from './live_link'
import { wear } from './look'
import { playSound } from './sound'
import { visitOf } from './visit'
import { language, languageOf, speak, t } from './words'

const siteKey = decodeURIComponent(location.pathname.split('/').filter(Boolean).at(-1) ?? '')
const search = new URLSearchParams(location.search)
const keep = openKeep(siteKey)
let page = { url: location.href, title: document.title }
let isShown = true

const wanted = languageOf(keep.get('language')) ?? languageOf(search.get('language')) ?? languageOf(navigator.language) ?? 'zh-CN'
await speak(wanted).catch(() => setTimeout(() => location.reload(), 3_000))

function later(task: () => void, ms: number): () => void {
  const clock = setTimeout(task, ms)
  return () => clearTimeout(clock)
}
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(15)), (part) => (part % 36).toString(36)).join('')
const isSoundOn = () => keep.get('sound') !== 'off'

const host = hostOf(search.get('host'), (message) => {
  if (message.yingda === 'page') page = message
  else {
    isShown = message.shown
    attend()
    if (message.shown && message.focus) app.focus()
  }
})

let isDrawing = false
function changed(): void {
  if (isDrawing) return
  isDrawing = true
  queueMicrotask(() => {
    isDrawing = false
    app.draw()
    host.tell({ yingda: 'unread', count: visit.unread, open_chat: visit.isOpen })
  })
}

const visit = visitOf(
  {
    siteKey,
    keep,
    ways: browserWays,
    openSocket: () => new WebSocket(`${location.origin.replace('http', 'ws')}/api/v1/webchat/live`) as LinkSocket,
    later,
    now: Date.now,
    random: Math.random,
    newId,
    language,
    page: () => page,
  },
  {
    changed,
    draftChanged: () => app.readDraft(),
    arrived({ chat_id, seq }) {
      // Of several tabs, one sounds.
      const [chat, sounded] = (keep.get('sounded') ?? '').split(':')
      if (isSoundOn() && (chat !== chat_id || Number(sounded) < seq)) playSound()
      keep.set('sounded', `${chat_id}:${seq}`)
      if (!host.isThere) blinkTitle(t('title_unread'))
    },
  },
)

const app = appOn(document.getElementById('chat')!, visit, host, {
  isSoundOn,
  async switchLanguage() {
    await speak(language() === 'en' ? 'zh-CN' : 'en')
    keep.set('language', language())
    changed()
  },
  switchSound() {
    keep.set('sound', isSoundOn() ? 'off' : 'on')
    changed()
  },
  close,
})

function close(): void {
  host.tell({ yingda: 'close' })
}
function attend(): void {
  visit.setAttending(isShown && !document.hidden)
}
document.addEventListener('visibilitychange', attend)
addEventListener('offline', visit.networkLost)
addEventListener('online', visit.networkBack)
addEventListener('pageshow', (event) => event.persisted && visit.networkBack())
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) close()
})

wear('')
app.draw()
host.tell({ yingda: 'ready' })
void visit.start()
