// Below a chat that ended: how it was, then thanks and the way to a new one.
import { button, h, icon, say, setText, type View } from '../dom'
import { LONGEST_COMMENT } from '../protocol'
import type { Visit } from '../visit'
import { t } from '../words'

const STEPS = [1, 2, 3, 4, 5] as const

export function farewellView(visit: Visit): View {
  let score: 0 | (typeof STEPS)[number] = 0
  const ended = h('p.ended', { role: 'status' })
  const thanks = h('p.thanks', { role: 'status' })
  const problem = h('p.fault is-whole', { role: 'alert' })
  const word = h('p.step-word', { 'aria-hidden': true })
  const comment = h('textarea', { rows: 2, maxlength: LONGEST_COMMENT, placeholder: t('comment_hint'), 'aria-label': t('comment') })
  const sendButton = h('button.button primary', { type: 'submit' }, t('rate'))
  const more = h('.more', comment, sendButton)
  const again = button(t('new_chat'), () => void visit.startNew(), 'wide')
  const stars = STEPS.map((step) => {
    const name = t(`step_${step}`)
    const onchange = () => {
      score = step
      update()
    }
    return h('label.star', { title: name }, h('input', { type: 'radio', name: 'score', 'aria-label': t('step_of', { step, name }), onchange }), icon('star', 30))
  })
  const onsubmit = (event: Event) => {
    event.preventDefault()
    if (score) void visit.rate(score, comment.value)
  }
  const form = h('form.rating', { onsubmit }, h('fieldset', h('legend', t('how_was_it')), h('.stars', ...stars), word), more, problem)

  function update(): void {
    const { chat, session, isBusy } = visit
    if (!chat) return
    const isRated = chat.rating !== null
    const mayRate = chat.may_rate && !isRated && !!session?.site.ask_rating
    setText(ended, t(chat.ended_by ? `ended_${chat.ended_by}` : 'ended'))
    say(thanks, isRated ? t('thanks') : '')
    say(problem, visit.problem)
    setText(word, score ? t(`step_${score}`) : '')
    form.hidden = !mayRate
    more.hidden = !score
    stars.forEach((star, at) => star.classList.toggle('is-on', at < score))
    sendButton.disabled = again.disabled = isBusy
    again.classList.toggle('primary', !mayRate)
  }
  return { element: h('.farewell', ended, form, thanks, again), update }
}
