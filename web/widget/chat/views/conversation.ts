// A chat: where one stands while waiting, the lines, and below them what can be done now.
import { button, h, icon, setText, show, type View } from '../dom'
import { waitMinutes } from '../sizes'
import type { Visit } from '../visit'
import { t } from '../words'
import { Composer } from './composer'
import { Farewell } from './farewell'
import { Log } from './log'

function waitingText(position: number | null, seconds: number | null): { place: string; wait: string } {
  const place = position === null ? t('waiting') : position <= 1 ? t('waiting_next') : t('waiting_place', { place: position })
  if (seconds === null) return { place, wait: '' }
  const minutes = waitMinutes(seconds)
  return { place, wait: minutes === 0 ? t('wait_soon') : t('wait_minutes', { minutes }) }
}

export class ConversationView implements View {
  readonly element: HTMLElement
  private readonly place = h('strong')
  private readonly wait = h('span')
  private readonly waiting: HTMLElement
  private readonly typing: HTMLElement
  private readonly problem = h('p', { class: 'fault is-whole', role: 'alert' })
  private readonly log: Log
  private readonly composer: Composer
  private readonly farewell: Farewell
  private dragged = 0

  constructor(private readonly visit: Visit) {
    this.log = new Log(visit)
    this.composer = new Composer(visit, () => this.log.toEnd())
    this.farewell = new Farewell(visit)
    this.waiting = h('div', { class: 'waiting', role: 'status' }, h('span', { class: 'pulse', 'aria-hidden': 'true' }), h('div', {}, this.place, this.wait))
    this.typing = h('div', { class: 'typing', role: 'status' })
    const drop = h('div', { class: 'drop', 'aria-hidden': 'true' }, icon('clip', 28), t('drop_here'))
    this.element = h('div', { class: 'chat' }, this.waiting, this.log.element, this.typing, this.problem, this.composer.element, this.farewell.element, drop)
    this.listenForDrops()
  }

  leave(): void {
    this.log.leave()
  }
  focus(): void {
    // On a phone the keyboard would slide over what there is to read.
    if (this.visit.isOpen && matchMedia('(pointer: fine)').matches) this.composer.focus()
  }
  readDraft(): void {
    this.composer.readDraft()
  }

  update(): void {
    const { chat, isAgentTyping, isOpen, problem } = this.visit
    if (!chat) return
    show(this.waiting, chat.state === 'waiting')
    const words = waitingText(chat.position, chat.expected_wait_seconds)
    setText(this.place, words.place)
    setText(this.wait, words.wait)
    this.showTyping(isAgentTyping, chat.agent?.name ?? t('agent'))
    setText(this.problem, isOpen ? problem : '')
    show(this.problem, isOpen && problem !== '')
    show(this.composer.element, isOpen)
    show(this.farewell.element, !isOpen)
    this.composer.update()
    this.farewell.update()
    this.log.update()
  }

  private showTyping(isTyping: boolean, name: string): void {
    if (this.typing.childElementCount > 0 === isTyping) return
    const dots = h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'))
    this.typing.replaceChildren(...(isTyping ? [dots, t('is_typing', { name })] : []))
  }

  private listenForDrops(): void {
    const isFiles = (event: DragEvent) => this.visit.isOpen && event.dataTransfer?.types.includes('Files') === true
    const mark = (change: number) => {
      this.dragged = Math.max(0, this.dragged + change)
      this.element.classList.toggle('is-dragged', this.dragged > 0)
    }
    this.element.addEventListener('dragenter', (event) => isFiles(event) && mark(1))
    this.element.addEventListener('dragleave', (event) => isFiles(event) && mark(-1))
    this.element.addEventListener('dragover', (event) => isFiles(event) && event.preventDefault())
    this.element.addEventListener('drop', (event) => {
      if (!isFiles(event)) return
      event.preventDefault()
      mark(-this.dragged)
      this.composer.take([...event.dataTransfer!.files])
    })
  }
}

// What was said before, read again without a chat going on.
export function earlierView(visit: Visit): View {
  const log = new Log(visit)
  const back = button(t('new_chat'), () => void visit.startNew(), 'primary', { class: 'button primary wide' })
  return { element: h('div', { class: 'chat' }, log.element, h('div', { class: 'farewell' }, back)), update: () => log.update(), leave: () => log.leave() }
}
