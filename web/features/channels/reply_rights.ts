// Who may edit a canned reply: its owner, or for shared ones whoever has the right over its centre.
import { useReach, useSession } from '@/features/access'
import type { CannedReply } from './types'

export function useReplyRights() {
  const session = useSession()
  const reach = useReach()
  const mayShareIn = (centre_id: string | null) => (centre_id === null ? reach.all('replies.edit') : reach.centre('replies.edit', centre_id))
  return {
    mayShare: () => session.may('replies.edit'),
    mayShareIn,
    mayEdit: (reply: Pick<CannedReply, 'own' | 'centre_id'>) => reply.own || mayShareIn(reply.centre_id ?? null),
  }
}
