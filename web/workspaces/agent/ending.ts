// Ending a chat: asked first, and when no closing words were said, those are offered on the way.
import { useSession } from '@/features/access'
import { chatsApi, type Chat, type Log } from '@/features/chats'
import { rulesApi, type LanguageHit } from '@/features/wording'
import { text } from '@/shared/i18n'
import { ask } from '@/shared/ui/confirmations'
import { sayable } from './better_words'
import { filled, unfilled } from './variables'

const WAIT_MS = 1_500

export function useEnding() {
  const session = useSession()

  // What is missing at the end of what the agent said last; "" when nothing is, or when it cannot be told in time.
  async function missingClosing(chat: Chat, log: Log): Promise<string> {
    const last = log.findLast((message) => message.author === 'agent' && message.kind === 'text' && message.visibility === 'everyone')
    if (!last) return ''
    try {
      const check = { text: last.text, moment: 'last' as const, language: chat.language || null, contact_kind: null, facts_established: null, values: {} }
      const { items } = await rulesApi.check(check, AbortSignal.timeout(WAIT_MS))
      const hit = items.find((one: LanguageHit) => one.kind === 'closing_missing')
      const own = session.current
      const said = hit ? filled(sayable(hit.advice), { unit: own?.centre_name, number: own?.number, name: own?.name }) : ''
      return unfilled(said).length > 0 ? '' : said
    } catch {
      return ''
    }
  }

  // True when it was ended.
  return async function end(chat: Chat, log: Log, hasDraft: boolean): Promise<boolean> {
    const closing = chat.visitor_present ? await missingClosing(chat, log) : ''
    const draft = hasDraft ? text('workspace.end.draft') : ''
    const answer = await ask(
      closing === ''
        ? { title: text('workspace.end.title'), text: [text('workspace.end.text'), draft].filter(Boolean).join('\n'), confirm: text('workspace.end.go') }
        : {
            title: text('workspace.end.title'),
            text: [text('workspace.end.closing', { words: closing }), draft].filter(Boolean).join('\n\n'),
            confirm: text('workspace.end.say_and_go'),
            other: text('workspace.end.go'),
          },
    )
    if (answer !== 'confirm' && answer !== 'other') return false
    if (closing !== '' && answer === 'confirm') await chatsApi.say(chat.id, { client_id: crypto.randomUUID(), text: closing, visibility: 'everyone' })
    await chatsApi.end(chat.id)
    return true
  }
}
