// Where the visitor writes: grows with the text, sends with Enter, takes files by button, drop and paste.
import { h, iconButton, type View } from '../dom'
import { isPicture } from '../pictures'
import { LONGEST_TEXT } from '../protocol'
import type { Visit } from '../visit'
import { t } from '../words'

const COUNTED_FROM = 300

export interface Composer extends View {
  take(files: readonly File[]): void
}

export function composerView(visit: Visit, sent: () => void): Composer {
  const heard = { oninput: typed, onkeydown: pressed, onpaste: pasted }
  const text = h('textarea', { rows: 1, maxlength: LONGEST_TEXT, placeholder: t('write'), 'aria-label': t('write'), enterkeyhint: 'send', ...heard })
  const choose = h('input', { type: 'file', multiple: true, hidden: true, onchange: chosen })
  const left = h('span.left', { 'aria-live': 'polite' })
  const sendButton = iconButton('send', t('send'), send)
  sendButton.classList.add('send')
  const attach = iconButton('clip', t('attach'), () => choose.click())

  function update(): void {
    sendButton.disabled = !text.value.trim()
  }
  const focus = () => text.focus({ preventScroll: true })
  // As tall as what is written, up to where the style ends it.
  function fit(): void {
    text.style.height = 'auto'
    text.style.height = `${text.scrollHeight}px`
  }
  function readDraft(): void {
    if (document.activeElement === text && document.hasFocus()) return
    text.value = visit.draft
    fit()
    update()
  }

  function typed(): void {
    visit.draft = text.value
    if (text.value) visit.typing()
    const count = LONGEST_TEXT - text.value.length
    left.textContent = count < COUNTED_FROM ? t('letters_left', { count }) : ''
    fit()
    update()
  }
  function pressed(event: KeyboardEvent): void {
    // Enter that chooses a word of an input method (229 where isComposing comes too late) is not for us.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    send()
  }
  function send(): void {
    if (!text.value.trim()) return
    visit.send(text.value)
    text.value = ''
    typed()
    focus()
    sent()
  }

  function chosen(): void {
    take([...choose.files!])
    choose.value = ''
  }
  function pasted(event: ClipboardEvent): void {
    const { files, types } = event.clipboardData!
    // A copied piece of a document brings a picture of itself along: then the text is meant.
    if (!files.length || types.includes('text/plain')) return
    event.preventDefault()
    take([...files])
  }
  function take(files: readonly File[]): void {
    for (const file of files) visit.sendFile(file, isPicture(file.type) ? URL.createObjectURL(file) : null)
    if (files.length) sent()
  }

  text.value = visit.draft
  requestAnimationFrame(fit)
  return { element: h('.composer', choose, attach, h('.box', text, left), sendButton), update, focus, readDraft, take }
}
