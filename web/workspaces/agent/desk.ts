// The agent's desk: what the live feed tells of own work, chats, messages and typing, with what this browser holds
// besides (older messages, the outbox). It lives as long as the console, so that an offer rings on every page.
import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowReactive, shallowRef, watch } from 'vue'
import { useSession } from '@/features/access'
import type { AgentState } from '@/features/agents'
import { chatsApi, gapAfter, hasOlder, merged, olderQuery, unreadCount, type CannedReply, type Chat, type ChatMessage, type Log, type Visibility } from '@/features/chats'
import { asProblem } from '@/shared/api'
import { useLive, useTopic, type Applied, type LiveItem } from '@/shared/live'
import { workApi } from './api'
import { dropChatDrafts } from './drafts'
import { Outbox, type Outgoing } from './outbox'
import { tabId } from './tabs'
import type { Work } from './types'
import { nextShown, workList, type Entry } from './work_list'

const OLDER_PAGE = 50
const MISSED_PAGE = 200

// A file that is being sent. It cannot be kept over a reload.
export interface OutgoingFile {
  client_id: string
  chat_id: string
  file: File
  written_at: number
  fault: string
  isSending: boolean
}

export const useDesk = defineStore('desk', () => {
  const session = useSession()
  const live = useLive()
  const person = computed(() => session.current?.person_id ?? '')
  const mayWork = () => session.may('agents.work')
  const mayChat = () => mayWork() || session.may('chats.supervise')

  const work = useTopic<Work>('my_work', { when: mayWork })
  const chats = useTopic<Chat>('my_chats', { when: mayChat })
  const typing = useTopic<LiveItem & { until: string }>('chat_typing', { when: mayChat })
  const replies = useTopic<CannedReply>('canned_replies', { when: mayChat })
  const agent = useTopic<AgentState>('my_agent', { when: mayWork })
  const state = computed(() => agent.list.value[0])

  // Messages by chat. Each log is exchanged as a whole, so that only what shows it is drawn anew.
  const logs = shallowReactive(new Map<string, Log>())
  const logOf = (chatId: string): Log => logs.get(chatId) ?? []
  const newMessages = new Set<(message: ChatMessage) => void>()

  function take(messages: readonly ChatMessage[], isNews: boolean): void {
    const byChat = new Map<string, ChatMessage[]>()
    for (const message of messages) {
      const list = byChat.get(message.chat_id)
      if (list) list.push(message)
      else byChat.set(message.chat_id, [message])
      outbox?.arrived(message.client_id)
      if (files.value.some((one) => one.client_id === message.client_id)) dropFile(message.client_id)
    }
    for (const [chatId, list] of byChat) {
      const held = logOf(chatId)
      const now = merged(held, list)
      if (now === held) continue
      const last = held.at(-1)?.seq ?? 0
      logs.set(chatId, now)
      void fillGaps(chatId)
      // All of a chat that comes here now is no news: the offer has called already.
      if (isNews && held.length > 0) for (const message of list) if (message.seq > last) newMessages.forEach((tell) => tell(message))
    }
  }

  // What came while the network was away longer than the feed remembers.
  const filling = new Set<string>()
  async function fillGaps(chatId: string): Promise<void> {
    if (filling.has(chatId)) return
    filling.add(chatId)
    try {
      for (let after = gapAfter(logOf(chatId)); after !== null; ) {
        const { items } = await chatsApi.messages(chatId, { after, limit: MISSED_PAGE })
        if (items.length === 0) break
        logs.set(chatId, merged(logOf(chatId), items))
        const next = gapAfter(logOf(chatId))
        if (next === after) break
        after = next
      }
    } catch {
      // The next message or the next connection asks again.
    } finally {
      filling.delete(chatId)
    }
  }

  const loadingOlder = reactive(new Set<string>())
  async function loadOlder(chatId: string): Promise<void> {
    const query = olderQuery(logOf(chatId), OLDER_PAGE)
    if (!query || loadingOlder.has(chatId)) return
    loadingOlder.add(chatId)
    try {
      const { items } = await chatsApi.messages(chatId, query)
      logs.set(chatId, merged(logOf(chatId), items))
    } finally {
      loadingOlder.delete(chatId)
    }
  }

  let hasSnapshot = false
  let stopMessages: (() => void) | null = null
  const isSettled = ref(false) // a first picture of the messages has come
  const watcher = {
    changed: (items: ReadonlyMap<string, LiveItem>, change: Applied | null) => {
      const upserted = change ? change.upserted.map((id) => items.get(id)) : [...items.values()]
      // The first picture is no news; what a later one brings came while the network was away.
      take(upserted.filter((item): item is ChatMessage => item !== undefined), change !== null || hasSnapshot)
      hasSnapshot = isSettled.value = true
    },
    refused: () => undefined,
  }
  watch(
    () => (mayChat() ? person.value : ''),
    (now) => {
      stopMessages?.()
      stopMessages = now === '' ? null : live.watch('my_chat_messages', watcher)
    },
    { immediate: true },
  )

  // What is on its way to the server.
  const outgoing = shallowRef<readonly Outgoing[]>([])
  const files = shallowRef<readonly OutgoingFile[]>([])
  let outbox: Outbox | null = null
  watch(
    person,
    (now) => {
      outbox?.close()
      logs.clear()
      hasSnapshot = isSettled.value = false
      outgoing.value = []
      files.value = []
      outbox = now === '' ? null : openOutbox(now)
      outbox?.flush()
    },
    { immediate: true },
  )
  function openOutbox(owner: string): Outbox {
    return new Outbox({
      person: owner,
      tab: tabId(),
      storage: localStorage,
      send: ({ chat_id, client_id, text, visibility }) => chatsApi.say(chat_id, { client_id, text, visibility }),
      later: (task, ms) => {
        const timer = setTimeout(task, ms)
        return () => clearTimeout(timer)
      },
      now: Date.now,
      changed: (messages) => (outgoing.value = [...messages]),
      sent: (message) => take([message], false),
    })
  }
  window.addEventListener('storage', (event) => {
    if (event.key === null || event.key.startsWith('yingda.chat.outbox.')) {
      outbox?.reload()
      outbox?.flush()
    }
  })
  watch(
    () => live.state,
    (now) => {
      if (now !== 'online') return
      outbox?.hurry()
      for (const file of files.value) if (file.fault !== '' && file.isSending === false) void sendFile(file)
      for (const chatId of logs.keys()) void fillGaps(chatId)
    },
  )

  const dropFile = (client_id: string) => (files.value = files.value.filter((one) => one.client_id !== client_id))
  function patchFile(client_id: string, more: Partial<OutgoingFile>): void {
    files.value = files.value.map((one) => (one.client_id === client_id ? { ...one, ...more } : one))
  }
  async function sendFile(one: OutgoingFile): Promise<void> {
    if (one.isSending) return
    patchFile(one.client_id, { fault: '', isSending: true })
    try {
      take([await chatsApi.sendFile(one.chat_id, one.client_id, one.file)], false)
    } catch (thrown) {
      patchFile(one.client_id, { fault: asProblem(thrown).message, isSending: false })
    }
  }

  const entries = computed<Entry[]>(() => workList(work.list.value, chats.list.value, person.value))
  const selected = ref('')
  const shown = computed(() => entries.value.find((entry) => entry.key === selected.value) ?? null)
  let wanted = '' // a chat that is to be shown once it is there
  watch(entries, (now, before) => {
    const asked = wanted === '' ? undefined : now.find((entry) => entry.chat?.id === wanted)
    if (asked) {
      wanted = ''
      selected.value = asked.key
    } else if (selected.value === '') selected.value = (now.find((entry) => entry.kind !== 'offer') ?? now[0])?.key ?? ''
    else selected.value = nextShown(before, now, selected.value)
  })

  // How far this window has read, before the server says so.
  const readHere = shallowReactive(new Map<string, number>())
  const readSeq = (chat: Chat) => Math.max(chat.agent_read_seq, readHere.get(chat.id) ?? 0)
  async function markRead(chat: Chat): Promise<void> {
    const seq = logOf(chat.id).findLast((message) => message.author === 'visitor')?.seq ?? 0
    if (seq <= readSeq(chat)) return
    readHere.set(chat.id, seq)
    try {
      await chatsApi.read(chat.id, seq)
    } catch {
      readHere.delete(chat.id)
    }
  }

  async function accept(entry: Entry): Promise<void> {
    if (!entry.work?.offer_id) return
    const taken = await workApi.answer(entry.work.offer_id)
    selected.value = `work/${taken.id}`
  }
  async function decline(entry: Entry): Promise<void> {
    if (entry.work?.offer_id) await workApi.decline(entry.work.offer_id)
  }

  return {
    person,
    mayWork: computed(mayWork),
    state,
    isReady: computed(() => chats.isReady.value && (!mayWork() || work.isReady.value)),
    refusal: computed(() => chats.refusal.value ?? work.refusal.value),
    entries,
    selected,
    shown,
    chats: chats.items,
    replies: replies.list,
    logOf,
    hasOlder: (chatId: string) => hasOlder(logOf(chatId)),
    isLoadingOlder: (chatId: string) => loadingOlder.has(chatId),
    loadOlder,
    isSettled,
    typingUntil: (chatId: string) => typing.items.value.get(chatId)?.until ?? null,
    unread: (chat: Chat) => unreadCount(logOf(chat.id), readSeq(chat)),
    readSeq,
    markRead,
    outgoing,
    files,
    say: (chatId: string, text: string, visibility: Visibility) => outbox?.add(chatId, text, visibility),
    retry: (clientId: string) => outbox?.retry(clientId),
    discard: (clientId: string) => outbox?.discard(clientId),
    send: (chatId: string, file: File) => {
      const one: OutgoingFile = { client_id: crypto.randomUUID(), chat_id: chatId, file, written_at: Date.now(), fault: '', isSending: false }
      files.value = [...files.value, one]
      void sendFile(one)
    },
    retryFile: (one: OutgoingFile) => void sendFile(one),
    discardFile: dropFile,
    accept,
    decline,
    select: (key: string) => (selected.value = key),
    // Shows this chat now or as soon as the feed tells of it.
    show: (chatId: string) => {
      const found = entries.value.find((entry) => entry.chat?.id === chatId)
      wanted = found ? '' : chatId
      if (found) selected.value = found.key
    },
    onMessage: (tell: (message: ChatMessage) => void) => {
      newMessages.add(tell)
      return () => newMessages.delete(tell)
    },
    // What would be lost or left behind by signing out of this browser.
    forget: () => {
      outbox?.discardAll()
      files.value = []
      dropChatDrafts(person.value)
    },
  }
})
