// One visitor in one tab: what stands on screen, the chat and its messages, and what happens to each act. It draws
// nothing; views read it and are told when something changed.
import { Refusal, VisitorApi, type Ways } from './api'
import { Backoff } from './backoff'
import { answersOf, checkForm } from './form_checks'
import type { Keep } from './keep'
import { LiveLink, type LinkSocket } from './live_link'
import { Outbox } from './outbox'
import { LONGEST_TITLE, LONGEST_URL, type Admission, type FormValues, type Language, type LiveFrame, type Session, type VisitorChat, type VisitorMessage } from './protocol'
import { EarlierChats } from './earlier_chats'
import { Pictures } from './pictures'
import { sizeText } from './sizes'
import { Timeline } from './timeline'
import { Uploads } from './uploads'
import { t } from './words'

export type Screen = 'loading' | 'unreachable' | 'gone' | 'welcome' | 'closed' | 'left' | 'chat' | 'earlier'

export interface Surroundings {
  siteKey: string
  keep: Keep
  ways: Ways
  openSocket: () => LinkSocket
  later: (task: () => void, ms: number) => () => void
  now: () => number
  random: () => number
  newId: () => string
  language: () => Language
  page: () => { url: string; title: string }
}

export interface VisitEvents {
  changed: () => void
  draftChanged: () => void // by another tab
  arrived: (message: VisitorMessage) => void // something new that nobody looks at
}

const TYPING_SHOWN_MS = 4_000
const TYPING_SENT_EVERY_MS = 2_000
const NEW_WITHIN_MS = 60_000
const OTHER_TAB_SENDS_WITHIN_MS = 3_000
const ADMISSIONS: Record<string, Admission> = { queue_closed: 'closed', queue_emergency: 'emergency', queue_full: 'full', queue_inactive: 'inactive' }

export class Visit {
  screen: Screen = 'loading'
  session: Session | null = null
  chat: VisitorChat | null = null
  timeline = new Timeline()
  // The visitor was here before, so there may be earlier chats.
  isReturning = false
  form: FormValues = {}
  formFaults = new Map<string, string>()
  problem = '' // of the last act
  isBusy = false
  isInsisting = false // an act waits for the network to come back
  isAgentTyping = false
  isAttending = true
  firstUnread: number | null = null
  readonly outbox: Outbox
  readonly uploads: Uploads
  readonly earlier: EarlierChats
  readonly pictures: Pictures
  readonly api: VisitorApi
  private readonly link: LiveLink
  private readonly waysBack: Backoff
  private isPumping = false
  private typingSentAt = 0
  private endTyping: (() => void) | null = null
  private endPause: (() => void) | null = null

  constructor(
    private readonly around: Surroundings,
    private readonly events: VisitEvents,
  ) {
    const changed = () => this.events.changed()
    this.api = new VisitorApi(around.ways, around.language)
    this.outbox = new Outbox(around.keep)
    this.waysBack = new Backoff(around.random)
    this.earlier = new EarlierChats(this.api, changed)
    this.pictures = new Pictures(this.api)
    this.uploads = new Uploads({
      api: this.api,
      later: around.later,
      changed,
      arrived: (message) => this.confirm(message),
      handOver: ({ file }, preview) => file && this.pictures.put(file, preview),
    })
    this.link = new LiveLink({
      open: around.openSocket,
      later: around.later,
      now: around.now,
      random: around.random,
      hello: () => ({ token: this.api.token, chat_id: this.chat?.id ?? '', after: this.timeline.cursor }),
      frame: (frame) => this.take(frame),
      changed: (state) => {
        if (state === 'online') void this.flush()
        changed()
      },
      refused: () => void this.refresh(),
    })
    around.keep.watch((name) => this.heard(name))
  }

  get isCut(): boolean {
    return this.link.state === 'lost' || this.isInsisting
  }
  get isOpen(): boolean {
    return this.chat !== null && this.chat.state !== 'ended'
  }
  get draft(): string {
    return this.around.keep.get('draft') ?? ''
  }
  set draft(text: string) {
    if (text === '') this.around.keep.remove('draft')
    else this.around.keep.set('draft', text)
  }

  // ---- beginning ----

  async start(): Promise<void> {
    this.screen = 'loading'
    this.events.changed()
    await this.refresh()
  }

  // Asks who we are and what is open. Also after another tab began or ended something.
  async refresh(): Promise<void> {
    this.endPause?.()
    try {
      const known = this.around.keep.get('token')
      this.adopt(await this.api.session(this.around.siteKey, known), known)
    } catch (thrown) {
      this.notReached(thrown)
    }
    this.events.changed()
  }

  private notReached(thrown: unknown): void {
    if (!(thrown instanceof Refusal)) throw thrown
    if (thrown.status === 404) this.screen = 'gone'
    else if (!this.session) this.screen = 'unreachable'
    if (this.screen === 'gone') return
    const pause = thrown.retryAfterMs ?? this.waysBack.failed(this.around.now())
    this.endPause = this.around.later(() => void this.refresh(), pause)
  }

  private adopt(session: Session, known: string | null): void {
    this.session = session
    this.api.token = session.token
    if (known !== session.token) this.around.keep.set('token', session.token)
    this.isReturning = known === session.token
    const chat = session.chat
    if (chat && (chat.state !== 'ended' || this.around.keep.get('dismissed') !== chat.id)) this.enter(chat)
    else if (this.screen !== 'left' && this.screen !== 'earlier') this.leave()
    const leftovers = this.outbox.takeLeftovers(this.chat?.id ?? null)
    if (leftovers.length > 0) this.draft = [this.draft, ...leftovers].filter(Boolean).join('\n')
  }

  private enter(chat: VisitorChat): void {
    if (this.chat?.id !== chat.id) {
      this.link.stop()
      this.chat = null
      this.timeline = new Timeline()
      this.earlier.leaveOut(chat.id)
      this.firstUnread = null
      this.isAgentTyping = false
    }
    this.screen = 'chat'
    this.problem = ''
    this.update(chat)
  }

  private leave(): void {
    this.link.stop()
    this.chat = null
    this.timeline = new Timeline()
    this.earlier.leaveOut(null)
    this.screen = this.session?.admission === 'open' ? 'welcome' : 'closed'
  }

  private update(chat: VisitorChat): void {
    this.chat = chat
    if (chat.state !== 'ended') return this.link.start()
    this.isAgentTyping = false
    for (const { client_id } of this.outbox.of(chat.id)) this.outbox.refuse(client_id, t('not_sent_over'))
    void this.catchUp().then((isWhole) => isWhole && this.chat?.id === chat.id && this.link.stop())
  }

  // ---- the feed ----

  private take(frame: LiveFrame): void {
    if (frame.kind === 'chat' && frame.chat.id === this.chat?.id) this.update(frame.chat)
    else if (frame.kind === 'message') this.feed(frame.message)
    else if (frame.kind === 'typing') this.showTyping()
    else if (frame.kind === 'error') this.problem = frame.error.message
    this.events.changed()
  }

  private feed(message: VisitorMessage): void {
    if (message.chat_id !== this.chat?.id) return
    const isNew = this.timeline.feed(message)
    if (message.author === 'visitor') {
      this.outbox.remove(message.client_id)
      this.uploads.settle(message)
    } else if (isNew) this.heardFromOthers(message)
    this.link.send({ op: 'received', seq: this.timeline.cursor })
  }

  private heardFromOthers(message: VisitorMessage): void {
    if (message.author === 'agent') this.isAgentTyping = false
    if (message.seq <= this.readSeq || this.isAttending || message.author !== 'agent') return
    this.firstUnread ??= message.seq
    if (this.around.now() - Date.parse(message.at) < NEW_WITHIN_MS) this.events.arrived(message)
  }

  private confirm(message: VisitorMessage): void {
    this.outbox.remove(message.client_id)
    if (message.chat_id === this.chat?.id) this.timeline.confirm(message)
    this.events.changed()
  }

  private showTyping(): void {
    this.isAgentTyping = true
    this.endTyping?.()
    this.endTyping = this.around.later(() => {
      this.isAgentTyping = false
      this.events.changed()
    }, TYPING_SHOWN_MS)
  }

  // Reads what the live connection may have missed. True when nothing is missing any more.
  private async catchUp(): Promise<boolean> {
    const chat = this.chat
    if (!chat) return true
    try {
      const missed = await this.api.messages(chat.id, this.timeline.cursor)
      for (const message of missed) this.feed(message)
      this.events.changed()
      return true
    } catch {
      this.around.later(() => void (this.chat?.id === chat.id && !this.isOpen && this.catchUp()), 3_000)
      return false
    }
  }

  networkLost(): void {
    this.link.restart()
  }
  networkBack(): void {
    this.waysBack.forget()
    this.link.hurry()
    if (this.screen === 'unreachable') void this.refresh()
    void this.flush()
  }

  // ---- reading ----

  private get readSeq(): number {
    const [chat, seq] = (this.around.keep.get('read') ?? '').split(':')
    return chat === this.chat?.id ? Number(seq) : 0
  }
  get unread(): number {
    const read = this.readSeq
    return this.timeline.messages.filter((message) => message.author === 'agent' && message.seq > read).length
  }

  setAttending(isAttending: boolean): void {
    if (this.isAttending === isAttending) return
    this.isAttending = isAttending
    if (!isAttending) this.firstUnread = null
    this.events.changed()
  }
  // The newest message is on screen, and somebody looks.
  seen(): void {
    const last = this.timeline.cursor
    if (!this.chat || !this.isAttending || last <= this.readSeq) return
    this.around.keep.set('read', `${this.chat.id}:${last}`)
    this.link.send({ op: 'read', seq: last })
    this.events.changed()
  }

  // ---- writing ----

  send(text: string): void {
    const chat = this.chat
    if (!chat || !this.isOpen || text.trim() === '') return
    this.outbox.add({ client_id: this.around.newId(), chat_id: chat.id, text: text.trim() }, this.around.now())
    this.firstUnread = null
    this.events.changed()
    void this.flush()
  }
  retry(client_id: string): void {
    this.outbox.retry(client_id)
    this.uploads.retry(client_id)
    this.events.changed()
    void this.flush()
  }
  discard(client_id: string): void {
    this.outbox.remove(client_id)
    this.uploads.remove(client_id)
    this.events.changed()
  }

  sendFile(file: File, preview: string | null): void {
    if (!this.chat || !this.isOpen) return
    const most = this.session?.site.max_file_bytes ?? 0
    const refusal = file.size > most ? t('file_too_large', { most: sizeText(most, this.around.language()) }) : file.size === 0 ? t('file_empty') : ''
    this.uploads.add({ client_id: this.around.newId(), chat_id: this.chat.id, file, at: this.around.now(), preview }, refusal)
    this.events.changed()
  }

  // Sends what waits, one after the other, so that nothing overtakes.
  private async flush(): Promise<void> {
    void this.uploads.pump()
    if (this.isPumping) return
    this.isPumping = true
    try {
      for (;;) {
        const next = this.isOpen && this.chat ? this.outbox.next(this.chat.id) : null
        if (!next) return
        if (this.timeline.hasClientId(next.client_id)) this.outbox.remove(next.client_id)
        else if (!(await this.sendNow(next.chat_id, next.client_id, next.text))) return
      }
    } finally {
      this.isPumping = false
    }
  }

  private async sendNow(chat_id: string, client_id: string, text: string): Promise<boolean> {
    try {
      this.confirm(await this.api.send(chat_id, client_id, text))
      return true
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      if (thrown.isPassing) {
        this.around.later(() => void this.flush(), thrown.retryAfterMs ?? this.waysBack.failed(this.around.now()))
        return false
      }
      this.outbox.refuse(client_id, thrown.message || t('not_sent'))
      this.events.changed()
      return true
    }
  }

  typing(): void {
    const now = this.around.now()
    if (now - this.typingSentAt < TYPING_SENT_EVERY_MS || this.chat?.state !== 'active') return
    if (this.link.send({ op: 'typing' })) this.typingSentAt = now
  }

  // ---- acts ----

  // Asks again and again, with the same words, until the server has answered: whether the last attempt got through
  // cannot be known, and its client_id makes it count once.
  private async insist<T>(act: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await act()
      } catch (thrown) {
        if (!(thrown instanceof Refusal) || !thrown.isPassing) throw thrown
        this.isInsisting = true
        this.events.changed()
        const pause = thrown.retryAfterMs ?? this.waysBack.failed(this.around.now())
        await new Promise<void>((resolve) => this.around.later(resolve, pause))
      } finally {
        this.isInsisting = false
      }
    }
  }

  private async act(work: () => Promise<void>): Promise<void> {
    if (this.isBusy) return
    this.isBusy = true
    this.problem = ''
    this.formFaults = new Map()
    this.events.changed()
    try {
      await work()
    } catch (thrown) {
      this.showProblem(thrown)
    } finally {
      this.isBusy = false
      this.events.changed()
    }
  }

  private showProblem(thrown: unknown): void {
    if (!(thrown instanceof Refusal)) {
      this.problem = t('failed')
      throw thrown
    }
    for (const { path, message } of thrown.faults) {
      const key = path.startsWith('/form/') ? path.slice(6) : path === '/text' ? 'text' : null
      if (key) this.formFaults.set(key, message)
      else this.problem = message
    }
    if (this.formFaults.size === 0 && !this.problem) this.problem = thrown.message || t('failed')
  }

  // Whether the answers are whole; marks those that are not.
  private isFormWhole(text: string, needsText: boolean): boolean {
    const faults = checkForm(this.session?.site.form ?? [], this.form)
    this.problem = ''
    this.formFaults = new Map([...faults].map(([key, fault]) => [key, t(`fault_${fault}`)]))
    if (needsText && text.trim() === '') this.formFaults.set('text', t('fault_required'))
    this.events.changed()
    return this.formFaults.size === 0
  }

  private beginning(text: string) {
    const form = answersOf(this.session?.site.form ?? [], this.form)
    const { url, title } = this.around.page()
    const page = { url: url.slice(0, LONGEST_URL), title: title.slice(0, LONGEST_TITLE) }
    return { form, language: this.around.language(), page, text: text.trim(), client_id: this.around.newId() }
  }

  begin(text: string): Promise<void> {
    if (!this.isFormWhole(text, false)) return Promise.resolve()
    return this.act(async () => {
      const beginning = this.beginning(text)
      try {
        const chat = await this.insist(() => this.api.begin(beginning))
        this.draft = ''
        this.enter(chat)
        this.tellTabs()
      } catch (thrown) {
        const admission = thrown instanceof Refusal ? ADMISSIONS[thrown.key] : undefined
        if (!admission || !this.session) throw thrown
        this.session = { ...this.session, admission }
        this.screen = 'closed'
      }
    })
  }

  leaveMessage(text: string): Promise<void> {
    if (!this.isFormWhole(text, true)) return Promise.resolve()
    return this.act(async () => {
      const message = this.beginning(text)
      await this.insist(() => this.api.leaveMessage(message))
      this.draft = ''
      this.screen = 'left'
    })
  }

  end(): Promise<void> {
    const chat = this.chat
    if (!chat) return Promise.resolve()
    return this.act(async () => this.update(await this.insist(() => this.api.end(chat.id))))
  }

  rate(score: number, comment: string): Promise<void> {
    const chat = this.chat
    if (!chat) return Promise.resolve()
    return this.act(async () => {
      this.chat = await this.insist(() => this.api.rate(chat.id, score, comment.trim()))
      this.tellTabs()
    })
  }

  // From an ended chat, a message left or the earlier chats back to the beginning.
  async startNew(): Promise<void> {
    if (this.chat) {
      this.around.keep.set('dismissed', this.chat.id)
      this.isReturning = true
      const unsent = this.outbox.of(this.chat.id).map((entry) => entry.text)
      this.outbox.takeLeftovers(null)
      if (unsent.length > 0) this.draft = [this.draft, ...unsent].filter(Boolean).join('\n')
    }
    this.leave()
    this.events.changed()
    this.tellTabs()
    await this.refresh() // the hours may have passed meanwhile
  }

  showEarlier(): void {
    this.screen = 'earlier'
    this.events.changed()
    void this.earlier.more()
  }

  // ---- other tabs ----

  private tellTabs(): void {
    this.around.keep.set('turn', `${this.chat?.id ?? ''}:${this.around.newId()}`)
  }

  private heard(name: string): void {
    if (name === 'turn' || (name === 'token' && this.around.keep.get('token') !== this.api.token)) void this.refresh()
    else if (name === 'draft') this.events.draftChanged()
    else if (name === 'read') this.events.changed()
    else if (this.outbox.isOwn(name)) {
      this.events.changed()
      this.around.later(() => void this.flush(), OTHER_TAB_SENDS_WITHIN_MS)
    }
  }
}
