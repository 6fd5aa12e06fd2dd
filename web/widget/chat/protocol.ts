// The words of the visitor's side of the web chat, as the server writes them.

export type Language = 'zh-CN' | 'en'
export type Admission = 'open' | 'inactive' | 'emergency' | 'closed' | 'full'

export interface FormField {
  key: string
  kind: 'text' | 'name' | 'phone' | 'email' | 'choice'
  label: string
  label_en: string
  required: boolean
  choices: string[]
}
export type FormValues = Record<string, string>

export interface Site {
  name: string
  name_en: string
  greeting: string
  greeting_en: string
  offline_text: string
  offline_text_en: string
  privacy_note: string
  privacy_note_en: string
  colour: string
  form: FormField[]
  ask_rating: boolean
  max_file_bytes: number
}

export interface VisitorChat {
  id: string
  state: 'waiting' | 'active' | 'ended'
  position: number | null
  expected_wait_seconds: number | null
  agent: { name: string; number: string } | null
  agent_read_seq: number
  last_seq: number
  started_at: string
  ended_at: string | null
  ended_by: 'visitor' | 'agent' | 'silence' | 'system' | null
  rating: number | null
  may_rate: boolean
}

export interface SharedFile {
  id: string
  name: string
  content_type: string
  size: number
  width: number | null
  height: number | null
}

export interface VisitorMessage {
  id: string
  chat_id: string
  seq: number
  at: string
  author: 'visitor' | 'agent' | 'system'
  author_name: string
  kind: 'text' | 'file' | 'notice'
  text: string
  client_id: string
  file: SharedFile | null
}

export interface Session {
  token: string
  site: Site
  admission: Admission
  opens_at: string | null
  chat: VisitorChat | null
}

// What begins a chat, or is left when nobody is there.
export interface Beginning {
  form: FormValues
  language: Language
  page: { url: string; title: string }
  text: string
  client_id: string
}

// What the server says of a call that it refused.
export interface Trouble {
  key?: string
  code?: string
  message?: string
  faults?: { path: string; code: string; message: string }[]
}

export interface EarlierChat {
  id: string
  started_at: string
  ended_at: string | null
  rating: number | null
}

export interface PageOf<T> {
  items: T[]
  next: string | number | null
}

export type LiveFrame =
  | { kind: 'chat'; chat: VisitorChat }
  | { kind: 'message'; message: VisitorMessage }
  | { kind: 'typing' }
  | { kind: 'beat' } // every ten seconds
  | { kind: 'error'; error: Trouble }

export const LONGEST_TEXT = 4000
export const LONGEST_COMMENT = 500
export const LONGEST_ANSWER = 500
export const LONGEST_URL = 500
export const LONGEST_TITLE = 200
