// The words of the audit: what can be filtered by, and names for what it writes.
import { hasText, text } from '@/shared/i18n'

const crud = ['created', 'edited', 'deleted'] as const
const kinds = {
  session: ['opened', 'failed', 'closed', 'closed_everywhere'],
  person: ['created', 'edited', 'password_changed', 'password_reset', 'unlocked', 'signed_out'],
  role: crud,
  centre: crud,
  department: crud,
  team: crud,
  api_key: crud,
  policy: ['edited'],
  customer: [...crud, 'unmasked', 'exported', 'merged', 'split', 'related', 'unrelated'],
  customer_field: crud,
  customer_import: ['uploaded', 'started', 'discarded', 'faults_downloaded'],
  dictionary_entry: crud,
  calendar: crud,
  holidays: ['edited'],
  language_rule: crud,
  contact: ['edited'],
  service_level: crud,
  chat_site: crud,
  chat: ['answers_seen', 'watched', 'taken_over'],
  call: ['number_seen', 'recording_paused', 'recording_resumed', 'listened', 'whispered', 'barged', 'taken_over', 'cut'],
  queue_voice: ['edited'],
  canned_reply: crud,
  report: ['exported'],
  report_view: crud,
  board_threshold: crud,
  alarm: ['acknowledged'],
  probe_threshold: ['edited'],
  monitored_node: ['deleted'],
  notice_channel: [...crud, 'tested'],
} as const

export const auditActions: readonly string[] = Object.entries(kinds).flatMap(([kind, actions]) => actions.map((action) => `${kind}.${action}`))

export const auditSubjects: readonly string[] = [
  'person',
  'role',
  'centre',
  'department',
  'team',
  'api_key',
  'sign_in_policy',
  'customer',
  'customer_field',
  'customer_import',
  'dictionary_entry',
  'calendar',
  'holidays',
  'language_rule',
  'contact',
  'service_level',
  'chat_site',
  'chat',
  'call',
  'canned_reply',
  'report',
  'report_view',
  'board_threshold',
  'alarm',
  'probe_threshold',
  'monitored_node',
  'notice_channel',
]

export function actionTitle(action: string): string {
  return hasText(`access.audit.actions.${action}`) ? text(`access.audit.actions.${action}`) : action
}

export function subjectTitle(type: string): string {
  return hasText(`access.audit.subjects.${type}`) ? text(`access.audit.subjects.${type}`) : type
}

// The details name fields as the API does; what has a name in the console is said by it.
export function detailWords(detail: string): string {
  const words = detail.split(', ')
  return words.map((word) => (hasText(`access.audit.fields.${word}`) ? text(`access.audit.fields.${word}`) : word)).join(words.length > 1 ? text('access.audit.comma') : '')
}

// Where a thing is shown, when it has a page.
export function subjectPage(type: string, id: string): { name: string; params: Record<string, string> } | null {
  if (type === 'person') return { name: 'person', params: { id } }
  if (type === 'role') return { name: 'role', params: { id } }
  if (type === 'language_rule') return { name: 'language-rule', params: { id } }
  if (type === 'calendar') return { name: 'calendar', params: { id } }
  if (type === 'api_key') return { name: 'api-key', params: { id } }
  if (type === 'customer') return { name: 'customer', params: { id } }
  if (type === 'centre' || type === 'department' || type === 'team') return { name: 'organisation-node', params: { kind: type, id } }
  return null
}
