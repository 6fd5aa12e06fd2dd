// Puts the chat together: one visit, drawn by one app, in a tab or in the iframe of somebody's page.
import { TitleBlink } from '../title_blink'
import { browserWays } from './api'
import { App } from './app'
import { Host } from './host'
import { openKeep } from './keep'
import type { LinkSocket } from './live_link'
import { wear } from './look'
import { Sound } from './sound'
import { Visit } from './visit'
import { language, languageOf, speak, t } from './words'


const siteKey = decodeURIComponent(location.pathname.split('/').filter(Boolean).at(-1) ?? '')
const search = new URLSearchParams(location.search)
const keep = openKeep(siteKey)
const page = { url: location.href, title: document.title }
let isShown = true

const wanted = languageOf(keep.get('language')) ?? languageOf(search.get('language')) ?? languageOf(navigator.language) ?? 'zh-CN'
await speak(wanted).catch(() => setTimeout(() => location.reload(), 3_000))

function later(task: () => void, ms: number): () => void {
  const clock = setTimeout(task, ms)
  return () => clearTimeout(clock)
}
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(15)), (part) => (part % 36).toString(36)).join('')
}

const sound = new Sound(keep.get('sound') !== 'off')
const blink = new TitleBlink(matchMedia('(prefers-reduced-motion: reduce)').matches)
const host = new Host(search, {
  page: (found) => Object.assign(page, found),
  shown: (shown, takesFocus) => {
    isShown = shown
    attend()
    if (shown && takesFocus) app.focus()
  },
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

const visit = new Visit(
  {
    siteKey,
    keep,
    ways: browserWays,
    openSocket: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/webchat/live`) as LinkSocket,
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
    arrived: (message) => {
      // Of several tabs, one sounds.
      if (Number(keep.get('sounded')?.split(':')[1] ?? 0) < message.seq || keep.get('sounded')?.split(':')[0] !== message.chat_id) sound.play()
      keep.set('sounded', `${message.chat_id}:${message.seq}`)
      if (!host.isThere) blink.start(t('title_unread'))
    },
  },
)

const app = new App(document.getElementById('chat')!, visit, sound, host, {
  switchLanguage: async () => {
    await speak(language() === 'en' ? 'zh-CN' : 'en')
    keep.set('language', language())
    changed()
  },
  switchSound: () => {
    sound.isOn = !sound.isOn
    keep.set('sound', sound.isOn ? 'on' : 'off')
    changed()
  },
  close: () => host.tell({ yingda: 'close' }),
})

function attend(): void {
  visit.setAttending(isShown && !document.hidden)
}
document.addEventListener('visibilitychange', attend)
addEventListener('offline', () => visit.networkLost())
addEventListener('online', () => visit.networkBack())
addEventListener('pageshow', (event) => event.persisted && visit.networkBack())
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) host.tell({ yingda: 'close' })
})

wear('')
app.draw()
host.tell({ yingda: 'ready' })
void visit.start()
