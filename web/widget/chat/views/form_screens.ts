// The screens with a form: before a chat begins, and when nobody is there to chat with.
import { button, h, icon, setText, show, type IconName, type View } from '../dom'
import type { Admission } from '../protocol'
import { momentText } from '../times'
import type { Visit } from '../visit'
import { local, t, type Key } from '../words'
import { Fields } from './fields'

function privacyNote(visit: Visit): HTMLElement | null {
  const site = visit.session?.site
  const note = site ? local(site.privacy_note, site.privacy_note_en) : ''
  return note ? h('p', { class: 'privacy' }, note) : null
}

// A form that sends with its button or Ctrl+Enter, says what the last attempt lacked, and puts the cursor there.
function formOf(visit: Visit, fields: Fields, label: string, act: () => Promise<void>): View {
  const problem = h('p', { class: 'fault is-whole', role: 'alert' })
  const send = h('button', { type: 'submit', class: 'button primary wide' }, label)
  const run = async (event: Event) => {
    event.preventDefault()
    await act()
    fields.focusFault()
  }
  const form = h('form', { novalidate: true, class: 'card', onsubmit: run }, ...fields.elements, problem, send, privacyNote(visit))
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit(send)
  })
  const update = () => {
    fields.update()
    setText(problem, visit.problem)
    show(problem, visit.problem !== '')
    send.disabled = visit.isBusy
    setText(send, visit.isBusy ? t('sending') : label)
  }
  return { element: form, update }
}

export function welcomeView(visit: Visit): View & { readDraft: () => void } {
  const site = visit.session!.site
  const fields = new Fields(visit, t('question'), t('question_hint'), false)
  const form = formOf(visit, fields, t('begin'), () => visit.begin(fields.value))
  const greeting = local(site.greeting, site.greeting_en)
  const earlier = visit.isReturning ? button(t('earlier_chats'), () => visit.showEarlier(), 'quiet') : null
  earlier?.prepend(icon('history', 16))
  const element = h('div', { class: 'screen' }, h('p', { class: 'greeting' }, greeting || t('greeting')), form.element, earlier)
  return { element, update: form.update, readDraft: () => fields.readDraft() }
}

const WORDS: Record<Exclude<Admission, 'open'>, { icon: IconName; title: Key; text: Key }> = {
  closed: { icon: 'moon', title: 'closed_title', text: 'closed_text' },
  emergency: { icon: 'alert', title: 'emergency_title', text: 'emergency_text' },
  full: { icon: 'clock', title: 'full_title', text: 'full_text' },
  inactive: { icon: 'moon', title: 'inactive_title', text: 'inactive_text' },
}

export function closedView(visit: Visit): View & { readDraft: () => void } {
  const { site, admission, opens_at } = visit.session!
  const words = WORDS[admission === 'open' ? 'closed' : admission]
  const fields = new Fields(visit, t('message'), t('message_hint'), true)
  const form = formOf(visit, fields, t('leave_message'), () => visit.leaveMessage(fields.value))
  const own = local(site.offline_text, site.offline_text_en)
  const opens = opens_at && admission !== 'full' ? t('opens_at', { when: momentText(opens_at) }) : ''
  const again = button(t('look_again'), () => void visit.refresh(), 'quiet')
  const notice = h(
    'section',
    { class: 'notice-card' },
    icon(words.icon, 26),
    h('h2', {}, t(words.title)),
    h('p', {}, own && admission === 'closed' ? own : t(words.text)),
    own && admission !== 'closed' && h('p', {}, own),
    opens && h('p', { class: 'opens' }, opens),
    again,
  )
  return { element: h('div', { class: 'screen' }, notice, form.element), update: form.update, readDraft: () => fields.readDraft() }
}
