// Signing out of this browser: what is written and not sent stays for the next time, or goes. Asked for.
import { text } from '@/shared/i18n'
import { ask } from '@/shared/ui/confirmations'
import { useDesk } from './desk'
import { countChatDrafts } from './drafts'

// False: stay.
export async function mayLeaveDesk(): Promise<boolean> {
  const desk = useDesk()
  const drafts = countChatDrafts(desk.person)
  const unsent = desk.outgoing.length + desk.files.length
  if (drafts + unsent === 0) return true
  const answer = await ask({
    title: text('workspace.leaving.title'),
    text: [drafts > 0 ? text('workspace.leaving.drafts', { count: drafts }) : '', unsent > 0 ? text('workspace.leaving.unsent', { count: unsent }) : ''].filter(Boolean).join('\n'),
    confirm: text('workspace.leaving.keep'),
    other: text('workspace.leaving.drop'),
  })
  if (answer === 'other') desk.forget()
  return answer === 'other' || answer === 'confirm'
}
