// Chats to the rest of the console: their messages as they are held and shown, and the feature's places.
import { MessagesSquare } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export * from './message_log'
export { chatsApi } from './api'
export { default as ChatTranscript } from './components/ChatTranscript.vue'
export { default as MessageList } from './components/MessageList.vue'
export type { CannedReply, Chat, ChatFile, ChatMessage, FormAnswer, ParticipantRole, TargetAgent, TargetQueue, TransferTargets, Visibility } from './types'
export { useWatching } from './watching'
export { fileSize, messageLine, visitorName } from './words'

export const chats: Feature = {
  name: 'chats',
  routes,
  nav: [{ name: 'chats', title: 'chats.title', icon: MessagesSquare, to: { name: 'chats' }, group: 'work', order: 12, rights: ['chats.view'], go: 'v' }],
  searches: [],
  actions: [],
}
