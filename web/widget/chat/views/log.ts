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

function textOf(text: string): HTMLElement {
  const pieces = findLinks(text).map((piece) => (piece.href ? h('a', { href: piece.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, piece.text) : piece.text))
  return h('p', { class: 'text' }, ...pieces)
}

// The room that a picture will take, so that nothing jumps when it comes.
function thumbnailSize(file: SharedFile): { width: number; height: number } {
  const [width, height] = [file.width || THUMBNAIL.width, file.height || THUMBNAIL.height]
  const share = Math.min(1, THUMBNAIL.width / width, THUMBNAIL.height / height)
  return { width: Math.max(48, Math.round(width * share)), height: Math.max(48, Math.round(height * share)) }
}

function pictureOf(visit: Visit, message: VisitorMessage, file: SharedFile): HTMLElement {
  const image = h('img', { ...thumbnailSize(file), alt: file.name })
  let url = ''
  const frame = h('button', { type: 'button', class: 'thumbnail', 'aria-label': t('open_picture', { name: file.name }) }, image)
  const load = () =>
    visit.pictures.load(message.chat_id, file).then(
      (found) => {
        frame.classList.remove('is-broken')
        image.src = url = found
      },
      () => frame.classList.add('is-broken'),
    )
  frame.addEventListener('click', () => (url ? showPicture(visit.pictures, message.chat_id, file, url) : void load()))
  void load()
  return frame
}

function fileOf(visit: Visit, message: VisitorMessage, file: SharedFile): HTMLElement {
  const problem = h('span', { class: 'size' }, sizeText(file.size, language()))
  const save = () => void visit.pictures.save(message.chat_id, file).catch(() => setText(problem, t('file_not_loaded')))
  return h('button', { type: 'button', class: 'file', 'aria-label': t('save_file', { name: file.name }), onclick: save }, icon('file', 22), h('span', { class: 'name' }, file.name), problem, icon('download', 18))
}

function content(visit: Visit, message: VisitorMessage): HTMLElement {
  if (message.kind !== 'file' || !message.file) return textOf(message.text)
  return isPicture(message.file.content_type) ? pictureOf(visit, message, message.file) : fileOf(visit, message, message.file)
}

const unseen = (text: string) => h('span', { class: 'unseen' }, text)

function messageElement(visit: Visit, row: Row & { kind: 'message' }): HTMLElement {
  const { message, isFirst, isLast, mark } = row
  if (message.kind === 'notice' || message.author === 'system') return h('div', { class: 'notice' }, h('span', {}, message.text))
  const isOwn = message.author === 'visitor'
  const isPlain = message.kind === 'file' && message.file !== null
  const name = isOwn ? t('you') : message.author_name || t('agent')
  const state = mark && h('span', { class: `mark is-${mark}` }, icon(mark === 'read' ? 'checks' : 'check', 14), t(`mark_${mark}`))
  return h(
    'article',
    { class: `message ${isOwn ? 'is-own' : 'is-agent'}${isFirst ? ' is-first' : ''}` },
    !isOwn && isFirst && h('span', { class: 'avatar', 'aria-hidden': 'true' }, [...name][0]),
    isOwn || !isFirst ? unseen(t('says', { name })) : h('span', { class: 'name' }, name),
    h('div', { class: `bubble${isPlain ? ' is-file' : ''}` }, content(visit, message)),
    isLast && h('div', { class: 'meta' }, h('time', { datetime: message.at }, timeText(message.at)), state),
  )
}

function refusedActions(visit: Visit, client_id: string, why: string, mayRetry: boolean): HTMLElement {
  return h(
    'div',
    { class: 'meta is-refused' },
    icon('alert', 14),
    h('span', {}, why || t('not_sent')),
    mayRetry && button(t('retry'), () => visit.retry(client_id), 'quiet'),
    button(t('discard'), () => visit.discard(client_id), 'quiet'),
  )
}

function outgoingElement(visit: Visit, row: Row & { kind: 'outgoing' }): HTMLElement {
  const { outgoing, refusal } = row
  const below = refusal === null ? h('div', { class: 'meta' }, h('span', { class: 'mark' }, icon('clock', 14), t('mark_sending'))) : refusedActions(visit, outgoing.client_id, refusal, visit.isOpen)
  return h('article', { class: 'message is-own is-first is-waiting' }, unseen(t('says', { name: t('you') })), h('div', { class: 'bubble' }, textOf(outgoing.text)), below)
}

function uploadElement(visit: Visit, row: Row & { kind: 'upload' }): HTMLElement {
  const { file, client_id, preview, why } = row.sending
  const isRefused = row.state === 'refused'
  const mayRetry = isRefused && visit.isOpen && file.size > 0 && file.size <= (visit.session?.site.max_file_bytes ?? 0)
  const progress = h('progress', { max: 100, value: Math.round(row.share * 100), 'aria-label': t('upload_of', { name: file.name }) })
  return h(
    'article',
    { class: 'message is-own is-first is-waiting' },
    h(
      'div',
      { class: 'bubble is-file' },
      preview && h('img', { class: 'preview', src: preview, alt: file.name }),
      h('div', { class: 'file' }, icon('file', 22), h('span', { class: 'name' }, file.name), h('span', { class: 'size' }, sizeText(file.size, language())), !isRefused && iconButton('close', t('cancel_upload', { name: file.name }), () => visit.discard(client_id))),
      !isRefused && progress,
    ),
    isRefused ? refusedActions(visit, client_id, why, mayRetry) : null,
  )
}

const DIVIDERS = {
  earlier: (at: string) => t('chat_of', { when: dateText(at) }),
  now: () => t('this_chat'),
  unread: () => t('new_messages'),
}

function rowElement(visit: Visit, row: Row): HTMLElement {
  if (row.kind === 'day') return h('div', { class: 'day' }, h('span', {}, dayText(row.day)))
  if (row.kind === 'divider') return h('div', { class: `divider is-${row.of}` }, h('span', {}, DIVIDERS[row.of](row.at)))
  if (row.kind === 'message') return messageElement(visit, row)
  return row.kind === 'outgoing' ? outgoingElement(visit, row) : uploadElement(visit, row)
}

// What a line shows, besides its key; when this stays, the element stays.
function signature(row: Row): string {
  if (row.kind === 'message') return `${row.isFirst}${row.isLast}${row.mark}`
  if (row.kind === 'outgoing') return `outgoing${row.refusal}`
  if (row.kind === 'upload') return `upload${row.state}`
  return row.kind === 'day' ? row.day : row.of
}

export class Log implements View {
  readonly element: HTMLElement
  private readonly lines = new Map<string, { element: HTMLElement; signature: string }>()
  private readonly list: HTMLElement
  private readonly earlier: HTMLButtonElement
  private readonly jump: HTMLButtonElement
  private readonly scroller: HTMLElement
  private readonly sizes: ResizeObserver
  private isAtEnd = true

  constructor(private readonly visit: Visit) {
    this.earlier = button('', () => void this.showEarlier(), 'quiet', { class: 'button quiet earlier' })
    this.list = h('div', { role: 'log', 'aria-live': 'polite', 'aria-label': t('conversation'), class: 'log' })
    // Reachable by keys, for who reads back without a mouse.
    this.scroller = h('div', { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': t('conversation') }, this.earlier, this.list)
    this.jump = button(t('to_newest'), () => this.toEnd(), 'plain', { class: 'jump' })
    this.jump.prepend(icon('down', 16))
    this.element = h('div', { class: 'conversation' }, this.scroller, this.jump)
    this.scroller.addEventListener('scroll', () => this.scrolled(), { passive: true })
    // Pictures that come, a keyboard that slides in: whoever stood at the end stays there.
    this.sizes = new ResizeObserver(() => this.isAtEnd && this.toEnd())
    this.sizes.observe(this.scroller)
    this.sizes.observe(this.list)
  }

  leave(): void {
    this.sizes.disconnect()
  }
  toEnd(): void {
    this.isAtEnd = true
    this.scroller.scrollTop = this.scroller.scrollHeight
    this.jump.hidden = true
    this.visit.seen()
  }

  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < 48
    this.jump.hidden = this.isAtEnd
    if (this.isAtEnd) this.visit.seen()
  }

  private async showEarlier(): Promise<void> {
    this.isAtEnd = false
    const before = this.scroller.scrollHeight - this.scroller.scrollTop
    await this.visit.earlier.more()
    this.scroller.scrollTop = this.scroller.scrollHeight - before
  }

  update(): void {
    const { visit } = this
    const rows = rowsOf({
      earlier: visit.earlier.parts,
      messages: visit.timeline.messages,
      startedAt: visit.chat?.started_at ?? null,
      readByAgent: visit.chat?.agent_read_seq ?? 0,
      firstUnread: visit.firstUnread,
      outgoing: visit.chat ? visit.outbox.of(visit.chat.id) : [],
      refusalOf: (client_id) => visit.outbox.refusalOf(client_id),
      uploads: visit.uploads.all.filter((one) => one.chat_id === visit.chat?.id),
    })
    this.place(rows)
    const { state } = visit.earlier
    this.earlier.hidden = !visit.isReturning || (state === 'none' && visit.earlier.parts.length > 0)
    this.earlier.disabled = state === 'loading' || state === 'none'
    setText(this.earlier, t(`earlier_${state}`))
    if (this.isAtEnd) this.toEnd()
    else this.jump.classList.toggle('is-unread', visit.unread > 0)
  }

  private place(rows: Row[]): void {
    const kept = new Set(rows.map((row) => row.key))
    for (const [key, { element }] of this.lines) {
      if (kept.has(key)) continue
      element.remove()
      this.lines.delete(key)
    }
    rows.forEach((row, at) => {
      const element = this.line(row)
      if (this.list.children[at] !== element) this.list.insertBefore(element, this.list.children[at] ?? null)
    })
  }

  private line(row: Row): HTMLElement {
    const known = this.lines.get(row.key)
    const sign = signature(row)
    if (known?.signature === sign) {
      const progress = row.kind === 'upload' ? known.element.querySelector('progress') : null
      if (progress && row.kind === 'upload') progress.value = Math.round(row.share * 100)
      return known.element
    }
    const element = rowElement(this.visit, row)
    known?.element.replaceWith(element)
    this.lines.set(row.key, { element, signature: sign })
    return element
  }
}
