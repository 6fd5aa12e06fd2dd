// Channels to the rest of the console: the web sites that embed the chat, and what agents say often.
import { Globe, MessageSquarePlus, MessageSquareText } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { useReplies } from './directory'
export { fill, variables, type Part, type Variable } from './replies'
export type { CannedReply, Site } from './types'

export const channels: Feature = {
  name: 'channels',
  routes,
  nav: [
    { name: 'canned-replies', title: 'replies.title', icon: MessageSquareText, to: { name: 'canned-replies' }, group: 'content', order: 33, rights: ['agents.work', 'replies.edit'], go: 'n' },
    { name: 'chat-sites', title: 'sites.title', icon: Globe, to: { name: 'chat-sites' }, group: 'system', order: 31, rights: ['sites.view'], go: 'b' },
  ],
  searches: [],
  actions: [{ name: 'new-reply', title: 'replies.new', icon: MessageSquarePlus, to: { name: 'canned-reply', params: { id: 'new' } }, rights: ['agents.work', 'replies.edit'] }],
}
