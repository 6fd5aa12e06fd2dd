// The screens with a form: before a chat begins, and when nobody is there to chat with.
import { button, h, icon, say, setText, type IconName, type View } from '../dom'
import type { Admission } from '../protocol'
import { momentText } from '../times'
import type { Visit } from '../visit'
import { local, t } from '../words'
import { fieldsOf } from './fields'

// A form that sends with its button or Ctrl+Enter, says what the last attempt lacked, and puts the cursor there.
function formView(visit: Visit, above: HTMLElement, fields: ReturnType<typeof fieldsOf>, label: string, act: () => Promise<void>, below?: HTMLElement | false): View {
  const { privacy_note, privacy_note_en } = visit.session!.site
  const problem = h('p.fault is-whole', { role: 'alert' })
  const send = h('button.button primary wide', { type: 'submit' })
  const onsubmit = async (event: Event) => {
    event.preventDefault()
    await act()
    fields.focusFault()
  }
  const onkeydown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit(send)
  }
  const update = () => {
    fields.update()
    say(problem, visit.problem)
    send.disabled = visit.isBusy
    setText(send, visit.isBusy ? t('sending') : label)
  }
  const note = local(privacy_note, privacy_note_en)
  const form = h('form.card', { novalidate: true, onsubmit, onkeydown }, ...fields.elements, problem, send, note && h('p.privacy', note))
  return { element: h('.screen', above, form, below), update, readDraft: fields.readDraft }
}

export function welcomeView(visit: Visit): View {
  const { greeting, greeting_en } = visit.session!.site
  const fields = fieldsOf(visit, t('question'), t('question_hint'), false)
  const earlier = button(t('earlier_chats'), visit.showEarlier, 'quiet')
  earlier.prepend(icon('history', 16))
  return formView(visit, h('p.greeting', local(greeting, greeting_en) || t('greeting')), fields, t('begin'), () => visit.begin(fields.value()), visit.isReturning && earlier)
}

const ICONS: Record<Exclude<Admission, 'open'>, IconName> = { closed: 'moon', emergency: 'alert', full: 'clock', inactive: 'moon' }

export function closedView(visit: Visit): View {
  const { site, admission, opens_at } = visit.session!
  const why = admission === 'open' ? 'closed' : admission
  const fields = fieldsOf(visit, t('message'), t('message_hint'), true)
  const own = local(site.offline_text, site.offline_text_en)
  const notice = h(
    'section.card is-notice',
    icon(ICONS[why], 26),
    h('h2', t(`${why}_title`)),
    h('p', (why === 'closed' && own) || t(`${why}_text`)),
    why !== 'closed' && own && h('p', own),
    opens_at && why !== 'full' && h('p.opens', t('opens_at', { when: momentText(opens_at) })),
    button(t('look_again'), () => void visit.refresh(), 'quiet'),
  )
  return formView(visit, notice, fields, t('leave_message'), () => visit.leaveMessage(fields.value()))
}
