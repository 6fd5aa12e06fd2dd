// Where the visitor writes: grows with the text, sends with Enter, takes files by button, drop and paste.
import { h, iconButton, type View } from '../dom'
import { isPicture } from '../pictures'
import { LONGEST_TEXT } from '../protocol'
import type { Visit } from '../visit'
import { t } from '../words'

const TALLEST = 132
const COUNTED_FROM = LONGEST_TEXT - 300

export class Composer implements View {
  readonly element: HTMLElement
  private readonly text: HTMLTextAreaElement
  private readonly left: HTMLElement
  private readonly sendButton: HTMLButtonElement

  constructor(
    private readonly visit: Visit,
    private readonly sent: () => void,
  ) {
    this.text = h('textarea', { rows: 1, maxlength: LONGEST_TEXT, placeholder: t('write'), 'aria-label': t('write'), enterkeyhint: 'send' })
    this.text.value = visit.draft
    this.text.addEventListener('input', () => this.typed())
    this.text.addEventListener('keydown', (event) => this.pressed(event))
    this.text.addEventListener('paste', (event) => this.pasted(event))
    const choose = h('input', { type: 'file', multiple: true, hidden: true, tabindex: -1, 'aria-hidden': 'true' })
    choose.addEventListener('change', () => {
      this.take([...(choose.files ?? [])])
      choose.value = ''
    })
    this.left = h('span', { class: 'left', 'aria-live': 'polite' })
    this.sendButton = iconButton('send', t('send'), () => this.send(), { class: 'icon-button send' })
    const attach = iconButton('clip', t('attach'), () => choose.click())
    this.element = h('div', { class: 'composer' }, choose, attach, h('div', { class: 'box' }, this.text, this.left), this.sendButton)
    requestAnimationFrame(() => this.fit())
  }

  update(): void {
    this.sendButton.disabled = this.text.value.trim() === ''
  }
  focus(): void {
    this.text.focus({ preventScroll: true })
  }
  readDraft(): void {
    if (document.activeElement === this.text && document.hasFocus()) return
    this.text.value = this.visit.draft
    this.fit()
    this.update()
  }

  take(files: readonly File[]): void {
    for (const file of files) this.visit.sendFile(file, isPicture(file.type) ? URL.createObjectURL(file) : null)
    if (files.length > 0) this.sent()
  }

  private typed(): void {
    this.visit.draft = this.text.value
    if (this.text.value !== '') this.visit.typing()
    const left = LONGEST_TEXT - this.text.value.length
    this.left.textContent = this.text.value.length > COUNTED_FROM ? t('letters_left', { count: left }) : ''
    this.fit()
    this.update()
  }
  private fit(): void {
    this.text.style.height = 'auto'
    this.text.style.height = `${Math.min(TALLEST, this.text.scrollHeight)}px`
  }
  private pressed(event: KeyboardEvent): void {
    // Enter that chooses a word of an input method (229 where isComposing comes too late) is not for us.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    this.send()
  }
  private pasted(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])]
    // A copied piece of a document brings a picture of itself along: then the text is meant.
    if (files.length === 0 || event.clipboardData?.types.includes('text/plain')) return
    event.preventDefault()
    this.take(files)
  }
  private send(): void {
    if (this.text.value.trim() === '') return
    this.visit.send(this.text.value)
    this.text.value = ''
    this.typed()
    this.text.focus({ preventScroll: true })
    this.sent()
  }
}
