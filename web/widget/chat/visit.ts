// One visitor in one tab: what stands on screen, the chat and its messages, and what happens to each act. It draws
// nothing; views read it and are told when something changed.
import { apiOf, Refusal, type Ways } from './api'
import { Backoff } from './backoff'
import { answersOf, checkForm } from './form_checks'
import type { Keep } from './keep'
import { LiveLink, type LinkSocket, type LinkState } from './live_link'
import { outboxOf } from './outbox'
import { LONGEST_TITLE, LONGEST_URL, type Beginning, type FormValues, type Language, type LiveFrame, type Session, type VisitorChat, type VisitorMessage } from './protocol'
import { earlierChatsOf } from './earlier_chats'
import { picturesOf } from './pictures'
import { sizeText } from './sizes'
import { Timeline } from './timeline'
import { uploadsOf } from './uploads'
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

export type Visit = ReturnType<typeof visitOf>

const TYPING_SHOWN_MS = 4_000
const TYPING_SENT_EVERY_MS = 2_000
const NEW_WITHIN_MS = 60_000
const OTHER_TAB_SENDS_WITHIN_MS = 3_000
const REFUSED_BY_QUEUE = /^queue_(closed|emergency|full|inactive)$/

export function visitOf(around: Surroundings, { changed, draftChanged, arrived }: VisitEvents) {
  const { keep, later, now, newId, language } = around
  const api = apiOf(around.ways, language)
  const outbox = outboxOf(keep)
  const waysBack = new Backoff(around.random)
  const earlier = earlierChatsOf(api, changed)
  const pictures = picturesOf(api)
  const uploads = uploadsOf({
    api,
    later,
    changed,
    arrived: confirm,
    handOver: ({ file }, preview) => file && pictures.put(file, preview),
  })
  const link = new LiveLink({
    open: around.openSocket,
    later,
    now,
    random: around.random,
    hello: () => ({ token: api.token, chat_id: idOf(visit.chat), after: visit.timeline.cursor }),
    frame: take,
    changed: linkChanged,
    refused: () => void refresh(),
  })
  let isAttending = true
  let isInsisting = false // an act waits for the network to come back
  let isPumping = false
  let typingSentAt = 0
  let endTyping: (() => void) | undefined
  let endPause: (() => void) | undefined

  const visit = {
    screen: 'loading' as Screen,
    session: null as Session | null,
    chat: null as VisitorChat | null,
    timeline: new Timeline(),
    isReturning: false, // was here before, so there may be earlier chats
    form: {} as FormValues,
    formFaults: new Map<string, string>(),
    problem: '', // of the last act
    isBusy: false,
    isAgentTyping: false,
    firstUnread: null as number | null,
    outbox,
    uploads,
    earlier,
    pictures,

    get isCut(): boolean {
      return link.state === 'lost' || isInsisting
    },
    get isOpen(): boolean {
      return !!visit.chat && visit.chat.state !== 'ended'
    },
    get draft(): string {
      return keep.get('draft') ?? ''
    },
    set draft(text: string) {
      if (text) keep.set('draft', text)
      else keep.remove('draft')
    },
    get unread(): number {
      const read = readSeq()
      return visit.timeline.messages.filter((message) => message.author === 'agent' && message.seq > read).length
    },

    start,
    refresh,
    networkLost: () => link.restart(),
    networkBack,
    setAttending,
    seen,
    send,
    retry,
    discard,
    sendFile,
    typing,
    begin,
    leaveMessage,
    end,
    rate,
    startNew,
    showEarlier,
  }

  // ---- beginning ----

  async function start(): Promise<void> {
    visit.screen = 'loading'
    changed()
    await refresh()
  }

  // Asks who we are and what is open. Also after another tab began or ended something.
  async function refresh(): Promise<void> {
    endPause?.()
    const known = keep.get('token')
    try {
      adopt(await api.session(around.siteKey, known), known)
    } catch (thrown) {
      notReached(refusalIn(thrown))
    }
    changed()
  }

  function notReached(refusal: Refusal): void {
    if (refusal.status === 404) visit.screen = 'gone'
    else {
      if (!visit.session) visit.screen = 'unreachable'
      endPause = later(() => void refresh(), pauseAfter(refusal))
    }
  }

  function adopt(session: Session, known: string | null): void {
    const { chat, token } = session
    visit.session = session
    visit.isReturning = known === token
    api.token = token
    if (known !== token) keep.set('token', token)
    if (chat && (chat.state !== 'ended' || keep.get('dismissed') !== chat.id)) enter(chat)
    else if (visit.screen !== 'left' && visit.screen !== 'earlier') leave()
    addToDraft(outbox.takeLeftovers(idOf(visit.chat)))
  }

  function enter(chat: VisitorChat): void {
    if (visit.chat?.id !== chat.id) forget(chat.id)
    visit.screen = 'chat'
    visit.problem = ''
    update(chat)
  }
  function leave(): void {
    forget(null)
    visit.screen = visit.session?.admission === 'open' ? 'welcome' : 'closed'
  }
  function forget(next: string | null): void {
    link.stop()
    earlier.leaveOut(next)
    Object.assign(visit, { chat: null, timeline: new Timeline(), firstUnread: null, isAgentTyping: false })
  }

  function update(chat: VisitorChat): void {
    visit.chat = chat
    if (visit.isOpen) return link.start()
    visit.isAgentTyping = false
    for (const { client_id } of outbox.of(chat.id)) outbox.refuse(client_id, t('not_sent_over'))
    void catchUp().then((isWhole) => isWhole && visit.chat?.id === chat.id && link.stop())
  }

  function addToDraft(texts: string[]): void {
    if (texts.length) visit.draft = [visit.draft, ...texts].filter(Boolean).join('\n')
  }

  // ---- the feed ----

  function linkChanged(state: LinkState): void {
    if (state === 'online') void flush()
    changed()
  }

  function take(frame: LiveFrame): void {
    if (frame.kind === 'chat' && frame.chat.id === visit.chat?.id) update(frame.chat)
    if (frame.kind === 'message') feed(frame.message)
    if (frame.kind === 'typing') showTyping()
    if (frame.kind === 'error') visit.problem = frame.error.message ?? ''
    changed()
  }

  function feed(message: VisitorMessage): void {
    if (message.chat_id !== visit.chat?.id) return
    const isNew = visit.timeline.feed(message)
    if (message.author === 'visitor') {
      outbox.remove(message.client_id)
      uploads.settle(message)
    } else if (isNew && message.author === 'agent') heardFromAgent(message)
    link.send({ op: 'received', seq: visit.timeline.cursor })
  }

  function heardFromAgent(message: VisitorMessage): void {
    visit.isAgentTyping = false
    if (message.seq <= readSeq() || isAttending) return
    visit.firstUnread ??= message.seq
    if (now() - Date.parse(message.at) < NEW_WITHIN_MS) arrived(message)
  }

  function confirm(message: VisitorMessage): void {
    outbox.remove(message.client_id)
    if (message.chat_id === visit.chat?.id) visit.timeline.confirm(message)
    changed()
  }

  function showTyping(): void {
    visit.isAgentTyping = true
    endTyping?.()
    endTyping = later(() => {
      visit.isAgentTyping = false
      changed()
    }, TYPING_SHOWN_MS)
  }

  // Reads what the live connection may have missed. True when nothing is missing any more.
  async function catchUp(): Promise<boolean> {
    const { chat } = visit
    if (!chat) return true
    try {
      for (const message of await api.messages(chat.id, visit.timeline.cursor)) feed(message)
      changed()
      return true
    } catch {
      later(() => void (visit.chat?.id === chat.id && !visit.isOpen && catchUp()), 3_000)
      return false
    }
  }

  function networkBack(): void {
    waysBack.forget()
    link.hurry()
    if (visit.screen === 'unreachable') void refresh()
    void flush()
  }

  // ---- reading ----

  function readSeq(): number {
    const [chat, seq] = (keep.get('read') ?? '').split(':')
    return chat === visit.chat?.id ? Number(seq) : 0
  }

  function setAttending(isAttendingNow: boolean): void {
    if (isAttending === isAttendingNow) return
    isAttending = isAttendingNow
    if (!isAttending) visit.firstUnread = null
    changed()
  }
  // The newest message is on screen, and somebody looks.
  function seen(): void {
    const seq = visit.timeline.cursor
    if (!visit.chat || !isAttending || seq <= readSeq()) return
    keep.set('read', `${visit.chat.id}:${seq}`)
    link.send({ op: 'read', seq })
    changed()
  }

  // ---- writing ----

  function send(words: string): void {
    const text = words.trim()
    if (!visit.isOpen || !text) return
    outbox.add({ client_id: newId(), chat_id: idOf(visit.chat), text }, now())
    visit.firstUnread = null
    changed()
    void flush()
  }
  function retry(client_id: string): void {
    outbox.retry(client_id)
    uploads.retry(client_id)
    changed()
    void flush()
  }
  function discard(client_id: string): void {
    outbox.remove(client_id)
    uploads.remove(client_id)
    changed()
  }

  function sendFile(file: File, preview: string | null): void {
    if (!visit.isOpen) return
    const most = visit.session!.site.max_file_bytes
    const refusal = file.size > most ? t('file_too_large', { most: sizeText(most, language()) }) : file.size ? '' : t('file_empty')
    uploads.add({ client_id: newId(), chat_id: idOf(visit.chat), file, at: now(), preview }, refusal)
    changed()
  }

  // Sends what waits, one after the other, so that nothing overtakes.
  async function flush(): Promise<void> {
    void uploads.pump()
    if (isPumping) return
    isPumping = true
    try {
      for (let goesOn = true; goesOn; ) goesOn = visit.isOpen && (await sendNext())
    } finally {
      isPumping = false
    }
  }

  // False: there is nothing, or another attempt comes later.
  async function sendNext(): Promise<boolean> {
    const next = outbox.next(idOf(visit.chat))
    if (!next) return false
    const { chat_id, client_id, text } = next
    try {
      if (visit.timeline.hasClientId(client_id)) outbox.remove(client_id)
      else confirm(await api.send(chat_id, client_id, text))
    } catch (thrown) {
      const refusal = refusalIn(thrown)
      if (refusal.isPassing) {
        later(() => void flush(), pauseAfter(refusal))
        return false
      }
      outbox.refuse(client_id, refusal.message || t('not_sent'))
      changed()
    }
    return true
  }

  function typing(): void {
    if (now() - typingSentAt < TYPING_SENT_EVERY_MS || visit.chat?.state !== 'active') return
    if (link.send({ op: 'typing' })) typingSentAt = now()
  }

  // ---- acts ----

  const pauseAfter = (refusal: Refusal) => refusal.retryAfterMs ?? waysBack.failed(now())

  // Asks again and again, with the same words, until the server has answered: whether the last attempt got through
  // cannot be known, and its client_id makes it count once.
  async function insist<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt()
      } catch (thrown) {
        const refusal = refusalIn(thrown)
        if (!refusal.isPassing) throw refusal
        isInsisting = true
        changed()
        await new Promise<void>((resolve) => later(resolve, pauseAfter(refusal)))
      } finally {
        isInsisting = false
      }
    }
  }

  // The act itself, then what follows from the answer.
  async function act<T>(attempt: () => Promise<T>, done: (answer: T) => void): Promise<void> {
    if (visit.isBusy) return
    visit.isBusy = true
    clearFaults()
    changed()
    try {
      done(await insist(attempt))
    } catch (thrown) {
      visit.problem = t('failed')
      showProblem(refusalIn(thrown))
    } finally {
      visit.isBusy = false
      changed()
    }
  }

  function clearFaults(): void {
    visit.problem = ''
    visit.formFaults = new Map()
  }

  function showProblem(refusal: Refusal): void {
    visit.problem = ''
    if (isTurnedAway(refusal)) return
    for (const { path, message } of refusal.trouble.faults ?? []) {
      const key = path.startsWith('/form/') ? path.slice(6) : path === '/text' && 'text'
      if (key) visit.formFaults.set(key, message)
      else visit.problem = message
    }
    if (!visit.formFaults.size) visit.problem ||= refusal.message || t('failed')
  }

  // What the form says, or nothing when it is not whole; then marks what is missing.
  function beginning(words: string, needsText: boolean): Beginning | undefined {
    const fields = visit.session!.site.form
    const text = words.trim()
    clearFaults()
    for (const [key, fault] of checkForm(fields, visit.form)) visit.formFaults.set(key, t(`fault_${fault}`))
    if (needsText && !text) visit.formFaults.set('text', t('fault_required'))
    changed()
    if (visit.formFaults.size) return undefined
    const { url, title } = around.page()
    const page = { url: url.slice(0, LONGEST_URL), title: title.slice(0, LONGEST_TITLE) }
    return { form: answersOf(fields, visit.form), language: language(), page, text, client_id: newId() }
  }

  async function begin(text: string): Promise<void> {
    const whole = beginning(text, false)
    const begun = (chat: VisitorChat) => {
      visit.draft = ''
      enter(chat)
      tellTabs()
    }
    if (whole) await act(() => api.begin(whole), begun)
  }

  // The queue takes nobody just now: then a message can be left.
  function isTurnedAway({ trouble }: Refusal): boolean {
    const [, admission] = REFUSED_BY_QUEUE.exec(trouble.key ?? '') ?? []
    if (admission) Object.assign(visit.session!, { admission })
    if (admission) visit.screen = 'closed'
    return !!admission
  }

  async function leaveMessage(text: string): Promise<void> {
    const whole = beginning(text, true)
    const taken = () => {
      visit.draft = ''
      visit.screen = 'left'
    }
    if (whole) await act(() => api.leaveMessage(whole), taken)
  }

  function end(): Promise<void> {
    return act(() => api.end(idOf(visit.chat)), update)
  }

  function rate(score: number, comment: string): Promise<void> {
    const rated = (chat: VisitorChat) => {
      visit.chat = chat
      tellTabs()
    }
    return act(() => api.rate(idOf(visit.chat), score, comment.trim()), rated)
  }

  // From an ended chat, a message left or the earlier chats back to the beginning.
  async function startNew(): Promise<void> {
    if (visit.chat) {
      keep.set('dismissed', visit.chat.id)
      visit.isReturning = true
      addToDraft(outbox.takeLeftovers(null))
    }
    leave()
    changed()
    tellTabs()
    await refresh() // the hours may have passed meanwhile
  }

  function showEarlier(): void {
    visit.screen = 'earlier'
    changed()
    void earlier.more()
  }

  // ---- other tabs ----

  function tellTabs(): void {
    keep.set('turn', `${idOf(visit.chat)}:${newId()}`)
  }

  function heard(name: string): void {
    if (name === 'turn' || (name === 'token' && keep.get('token') !== api.token)) void refresh()
    if (name === 'draft') draftChanged()
    if (name === 'read' || outbox.isOwn(name)) changed()
    if (outbox.isOwn(name)) later(() => void flush(), OTHER_TAB_SENDS_WITHIN_MS)
  }

  keep.watch(heard)
  return visit
}

const idOf = (chat: VisitorChat | null) => chat?.id ?? ''

// Whatever else was thrown is a fault of ours, and goes on to where it is seen.
function refusalIn(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown
  throw thrown
}
