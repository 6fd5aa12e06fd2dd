// A chat: where one stands while waiting, the lines, and below them what can be done now.
import { button, h, icon, say, setText, type View } from '../dom'
import type { VisitorChat } from '../protocol'
import { waitMinutes } from '../sizes'
import type { Visit } from '../visit'
import { t } from '../words'
import { composerView } from './composer'
import { farewellView } from './farewell'
import { logView } from './log'

function placeText({ position }: VisitorChat): string {
  if (position === null) return t('waiting')
  return position <= 1 ? t('waiting_next') : t('waiting_place', { place: position })
}
function waitText({ expected_wait_seconds }: VisitorChat): string {
  if (expected_wait_seconds === null) return ''
  const minutes = waitMinutes(expected_wait_seconds)
  return minutes ? t('wait_minutes', { minutes }) : t('wait_soon')
}

export function conversationView(visit: Visit): View {
  let dragged = 0
  const log = logView(visit)
  const composer = composerView(visit, log.toEnd)
  const farewell = farewellView(visit)
  const place = h('strong')
  const wait = h('span')
  const waiting = h('.waiting', { role: 'status' }, h('span.pulse', { 'aria-hidden': true }), h('div', place, wait))
  const typing = h('.typing', { role: 'status' })
  const problem = h('p.fault is-whole', { role: 'alert' })
  const drop = h('.drop', { 'aria-hidden': true }, icon('clip', 28), t('drop_here'))
  const drags = { ondragenter: dragging(1), ondragleave: dragging(-1), ondragover: dragging(0), ondrop: dropped }
  const element = h('.chat', drags, waiting, log.element, typing, problem, composer.element, farewell.element, drop)

  function update(): void {
    const { chat, isAgentTyping, isOpen } = visit
    if (!chat) return
    setText(place, placeText(chat))
    setText(wait, waitText(chat))
    showTyping(isAgentTyping, chat.agent?.name ?? t('agent'))
    say(problem, isOpen ? visit.problem : '')
    waiting.hidden = chat.state !== 'waiting'
    composer.element.hidden = !isOpen
    farewell.element.hidden = isOpen
    for (const view of [composer, farewell, log]) view.update?.()
  }

  function showTyping(isTyping: boolean, name: string): void {
    if (typing.childElementCount > 0 === isTyping) return
    const dots = h('span.dots', { 'aria-hidden': true }, h('i'), h('i'), h('i'))
    typing.replaceChildren(...(isTyping ? [dots, t('is_typing', { name })] : []))
  }

  const hasFiles = ({ dataTransfer }: DragEvent) => visit.isOpen && !!dataTransfer?.types.includes('Files')
  function mark(count: number): void {
    dragged = Math.max(0, count)
    element.classList.toggle('is-dragged', dragged > 0)
  }
  function dragging(change: number) {
    return (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      mark(dragged + change)
    }
  }
  function dropped(event: DragEvent): void {
    if (!hasFiles(event)) return
    event.preventDefault()
    mark(0)
    composer.take([...event.dataTransfer!.files])
  }
  function focus(): void {
    // On a phone the keyboard would slide over what there is to read.
    if (visit.isOpen && matchMedia('(pointer: fine)').matches) composer.focus?.()
  }

  return { element, update, focus, readDraft: composer.readDraft, leave: log.leave }
}

// What was said before, read again without a chat going on.
export function earlierView(visit: Visit): View {
  const log = logView(visit)
  const back = button(t('new_chat'), () => void visit.startNew(), 'primary wide')
  return { ...log, element: h('.chat', log.element, h('.farewell', back)) }
}
