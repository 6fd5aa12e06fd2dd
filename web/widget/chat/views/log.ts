// The conversation: one element per line, kept by key, so that what stands is not drawn (or read aloud) again.
import { button, h, icon, iconButton, setText, type View } from '../dom'
import { findLinks } from '../links'
import { isPicture } from '../pictures'
import type { SharedFile, VisitorMessage } from '../protocol'
import { rowsOf, type Row } from '../rows'
import { sizeText } from '../sizes'
import { dateText, dayText, timeText } from '../times'
import type { Visit } from '../visit'
import { language, t } from '../words'
import { showPicture } from './windows'

const THUMBNAIL = { width: 232, height: 220 }

const textOf = (text: string) =>
  h('p.text', ...findLinks(text).map(({ href, text: words }) => (href ? h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, words) : words)))

// The room that a picture will take, so that nothing jumps when it comes.
function thumbnailSize(file: SharedFile): { width: number; height: number } {
  const width = file.width || THUMBNAIL.width
  const height = file.height || THUMBNAIL.height
  const share = Math.min(1, THUMBNAIL.width / width, THUMBNAIL.height / height)
  return { width: Math.max(48, Math.round(width * share)), height: Math.max(48, Math.round(height * share)) }
}

function pictureOf({ pictures }: Visit, chat: string, file: SharedFile): HTMLElement {
  const image = h('img', { ...thumbnailSize(file), alt: file.name })
  const load = () => pictures.load(chat, file).then((url) => (image.src = url), () => {})
  const onclick = () => (image.src ? showPicture(pictures, chat, file, image.src) : void load())
  void load()
  return h('button.thumbnail', { type: 'button', 'aria-label': t('open_picture', file), onclick }, image)
}

const fileParts = (file: { name: string; size: number }) => [icon('file', 22), h('span.name', file.name), h('span.size', sizeText(file.size, language()))]

function fileOf({ pictures }: Visit, chat: string, file: SharedFile): HTMLElement {
  const parts = fileParts(file)
  const onclick = () => void pictures.save(chat, file).catch(() => setText(parts[2]!, t('file_not_loaded')))
  return h('button.file', { type: 'button', 'aria-label': t('save_file', file), onclick }, ...parts, icon('download', 18))
}

function contentOf(visit: Visit, { chat_id, file, text }: VisitorMessage): HTMLElement {
  if (!file) return textOf(text)
  return isPicture(file.content_type) ? pictureOf(visit, chat_id, file) : fileOf(visit, chat_id, file)
}

const says = (name: string) => h('span.unseen', t('says', { name }))

function messageElement(visit: Visit, { message, isFirst, isLast, mark }: Row & { kind: 'message' }): HTMLElement {
  if (message.kind === 'notice' || message.author === 'system') return h('.notice', h('span', message.text))
  const isOwn = message.author === 'visitor'
  const name = isOwn ? t('you') : message.author_name || t('agent')
  const hasHead = isFirst && !isOwn
  const state = mark && h(`span.mark is-${mark}`, icon(mark === 'read' ? 'checks' : 'check', 14), t(`mark_${mark}`))
  return h(
    `article.message ${isOwn ? 'is-own' : 'is-agent'}${isFirst ? ' is-first' : ''}`,
    hasHead && h('span.avatar', { 'aria-hidden': true }, [...name][0]),
    hasHead ? h('span.name', name) : says(name),
    h(`.bubble${message.file ? ' is-file' : ''}`, contentOf(visit, message)),
    isLast && h('.meta', h('time', { datetime: message.at }, timeText(message.at)), state),
  )
}

const sendingElement = (bubble: HTMLElement, below: HTMLElement | false) => h('article.message is-own is-first is-waiting', says(t('you')), bubble, below)

const refusedActions = (visit: Visit, client_id: string, why: string, mayRetry: boolean) =>
  h(
    '.meta is-refused',
    icon('alert', 14),
    h('span', why || t('not_sent')),
    mayRetry && button(t('retry'), () => visit.retry(client_id), 'quiet'),
    button(t('discard'), () => visit.discard(client_id), 'quiet'),
  )

function outgoingElement(visit: Visit, { outgoing, refusal }: Row & { kind: 'outgoing' }): HTMLElement {
  const sending = () => h('.meta', h('span.mark', icon('clock', 14), t('mark_sending')))
  return sendingElement(h('.bubble', textOf(outgoing.text)), refusal === null ? sending() : refusedActions(visit, outgoing.client_id, refusal, visit.isOpen))
}

function uploadElement(visit: Visit, { sending: { file, client_id, preview, why, state } }: Row & { kind: 'upload' }): HTMLElement {
  const isRefused = state === 'refused'
  const mayRetry = visit.isOpen && file.size > 0 && file.size <= visit.session!.site.max_file_bytes
  const bubble = h(
    '.bubble is-file',
    preview && h('img.preview', { src: preview, alt: file.name }),
    h('.file', ...fileParts(file), !isRefused && iconButton('close', t('cancel_upload', { name: file.name }), () => visit.discard(client_id))),
    !isRefused && h('progress', { max: 1, value: 0, 'aria-label': t('upload_of', { name: file.name }) }),
  )
  return sendingElement(bubble, isRefused && refusedActions(visit, client_id, why, mayRetry))
}

const DIVIDERS = {
  earlier: (at: string) => t('chat_of', { when: dateText(at) }),
  now: () => t('this_chat'),
  unread: () => t('new_messages'),
}

function rowElement(visit: Visit, row: Row): HTMLElement {
  if (row.kind === 'day') return h('.day', dayText(row.day))
  if (row.kind === 'divider') return h(`.divider is-${row.of}`, DIVIDERS[row.of](row.at))
  if (row.kind === 'message') return messageElement(visit, row)
  return row.kind === 'outgoing' ? outgoingElement(visit, row) : uploadElement(visit, row)
}

// What a line shows that can change; while it stays, the element stays.
function nameOf(row: Row): string {
  if (row.kind === 'message') return `${row.key}${row.isFirst}${row.isLast}${row.mark}`
  return row.key + (row.kind === 'outgoing' ? row.refusal : row.kind === 'upload' ? row.sending.state : '')
}

export interface Log extends View {
  toEnd(): void
}

export function logView(visit: Visit): Log {
  let lines = new Map<string, HTMLElement>()
  let isAtEnd = true
  const list = h('.log', { role: 'log', 'aria-live': 'polite', 'aria-label': t('conversation') })
  const earlier = button('', () => void showEarlier(), 'quiet earlier')
  // Reachable by keys, for who reads back without a mouse.
  const scroller = h('.scroller', { tabindex: 0, role: 'region', 'aria-label': t('conversation'), onscroll: scrolled }, earlier, list)
  const jump = button(t('to_newest'), toEnd, 'jump')
  jump.prepend(icon('down', 16))
  // Pictures that come, a keyboard that slides in: whoever stood at the end stays there.
  const sizes = new ResizeObserver(() => isAtEnd && toEnd())
  sizes.observe(scroller)
  sizes.observe(list)

  function toEnd(): void {
    scroller.scrollTop = scroller.scrollHeight
    reached(true)
  }
  function scrolled(): void {
    reached(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48)
  }
  function reached(isEnd: boolean): void {
    isAtEnd = jump.hidden = isEnd
    if (isEnd) visit.seen()
  }

  async function showEarlier(): Promise<void> {
    isAtEnd = false
    const before = scroller.scrollHeight - scroller.scrollTop
    await visit.earlier.more()
    scroller.scrollTop = scroller.scrollHeight - before
  }

  function update(): void {
    const { chat, outbox } = visit
    const { parts, state } = visit.earlier
    place(
      rowsOf({
        earlier: parts,
        messages: visit.timeline.messages,
        startedAt: chat && chat.started_at,
        readByAgent: chat ? chat.agent_read_seq : 0,
        firstUnread: visit.firstUnread,
        outgoing: chat ? outbox.of(chat.id) : [],
        refusalOf: outbox.refusalOf,
        uploads: visit.uploads.all.filter((one) => one.chat_id === chat?.id),
      }),
    )
    earlier.hidden = !visit.isReturning || (state === 'none' && parts.length > 0)
    earlier.disabled = state === 'loading' || state === 'none'
    setText(earlier, t(`earlier_${state}`))
    if (isAtEnd) toEnd()
    jump.classList.toggle('is-unread', visit.unread > 0)
  }

  function place(rows: Row[]): void {
    const next = new Map(rows.map((row) => [nameOf(row), lines.get(nameOf(row)) ?? rowElement(visit, row)]))
    for (const [name, line] of lines) if (!next.has(name)) line.remove()
    lines = next
    rows.forEach((row, at) => {
      const line = lines.get(nameOf(row))!
      if (list.children[at] !== line) list.insertBefore(line, list.children[at] ?? null)
      if (row.kind === 'upload') line.querySelector('progress')?.setAttribute('value', String(row.sending.share))
    })
  }

  return { element: h('.conversation', scroller, jump), update, toEnd, leave: () => sizes.disconnect() }
}
