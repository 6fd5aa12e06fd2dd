// The language of service to other features: its place in the console.
import { MessageSquareWarning, SpellCheck } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { rulesApi } from './api'
export { kindTones, piecesOf } from './marks'
export type { Check as LanguageCheck, Hit as LanguageHit } from './types'

export const wording: Feature = {
  name: 'wording',
  routes,
  nav: [{ name: 'wording', title: 'wording.title', icon: MessageSquareWarning, to: { name: 'wording' }, group: 'content', order: 32, rights: ['content.view'], go: 'w' }],
  searches: [],
  actions: [{ name: 'check-wording', title: 'wording.try.title', icon: SpellCheck, to: { name: 'wording-try' }, rights: ['content.view'] }],
}
