// Below a chat that ended: how it was, then thanks and the way to a new one.
import { button, h, icon, setText, show, type View } from '../dom'
import { LONGEST_COMMENT, type VisitorChat } from '../protocol'
import type { Visit } from '../visit'
import { t } from '../words'

const STEPS = [1, 2, 3, 4, 5] as const

export class Farewell implements View {
  readonly element: HTMLElement
  private readonly ended = h('p', { class: 'ended', role: 'status' })
  private readonly form: HTMLFormElement
  private readonly thanks = h('p', { class: 'thanks', role: 'status' })
  private readonly word = h('p', { class: 'step-word', 'aria-hidden': 'true' })
  private readonly comment = h('textarea', { rows: 2, maxlength: LONGEST_COMMENT, placeholder: t('comment_hint'), 'aria-label': t('comment') })
  private readonly more: HTMLElement
  private readonly problem = h('p', { class: 'fault is-whole', role: 'alert' })
  private readonly sendButton = h('button', { type: 'submit', class: 'button primary' }, t('rate'))
  private readonly again: HTMLButtonElement
  private score = 0

  constructor(private readonly visit: Visit) {
    const steps = STEPS.map((step) => this.step(step))
    this.more = h('div', { class: 'more' }, this.comment, this.sendButton)
    const asked = h('fieldset', { class: 'steps' }, h('legend', {}, t('how_was_it')), h('div', { class: 'stars' }, ...steps), this.word)
    this.form = h('form', { class: 'rating', onsubmit: (event: Event) => this.rate(event) }, asked, this.more, this.problem)
    this.again = button(t('new_chat'), () => void visit.startNew(), 'plain', { class: 'button plain wide' })
    this.element = h('div', { class: 'farewell' }, this.ended, this.form, this.thanks, this.again)
  }

  private step(step: (typeof STEPS)[number]): HTMLElement {
    const name = t(`step_${step}`)
    const choose = () => {
      this.score = step
      this.update()
    }
    const radio = h('input', { type: 'radio', name: 'score', value: step, 'aria-label': t('step_of', { step, name }), onchange: choose })
    return h('label', { class: 'star', title: name }, radio, icon('star', 30))
  }
  private rate(event: Event): void {
    event.preventDefault()
    if (this.score > 0) void this.visit.rate(this.score, this.comment.value)
  }

  update(): void {
    const { chat, session, isBusy, problem } = this.visit
    if (!chat) return
    const mayRate = chat.may_rate && chat.rating === null && session?.site.ask_rating === true
    setText(this.ended, endedText(chat))
    show(this.form, mayRate)
    show(this.more, this.score > 0)
    setText(this.word, this.score > 0 ? t(`step_${this.score as (typeof STEPS)[number]}`) : '')
    this.form.querySelectorAll('.star').forEach((star, at) => star.classList.toggle('is-on', at < this.score))
    setText(this.thanks, chat.rating !== null ? t('thanks') : '')
    show(this.thanks, chat.rating !== null)
    setText(this.problem, problem)
    show(this.problem, problem !== '')
    this.sendButton.disabled = this.again.disabled = isBusy
    this.again.classList.toggle('primary', !mayRate)
  }
}

function endedText(chat: VisitorChat): string {
  if (chat.ended_by === null) return t('ended')
  return t(`ended_${chat.ended_by}`)
}
