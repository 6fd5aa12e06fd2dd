// How chat sites are edited and embedded. Pure.
import type { Question, Site, SiteFields } from './types'

export const DEFAULT_COLOUR = '#1f6feb'
export const MOST_QUESTIONS = 12

export function fieldsOf({ id: _, site_key: __, version: ___, updated_at: ____, ...fields }: Site): SiteFields {
  return fields
}

export function blankSite(centre_id: string): SiteFields {
  return {
    centre_id,
    name: '',
    name_en: '',
    queue_id: '',
    origins: [],
    greeting: '',
    greeting_en: '',
    offline_text: '',
    offline_text_en: '',
    privacy_note: '',
    privacy_note_en: '',
    colour: DEFAULT_COLOUR,
    form: [],
    ask_rating: true,
    silence_minutes: 10,
    last_agent_seconds: 0,
    active: true,
  }
}

// What the web site puts into its pages.
export function embedLine(origin: string, siteKey: string): string {
  return `<script async src="${origin}/widget.js" data-site="${siteKey}"></script>`
}
export const chatPath = (siteKey: string) => `/chat/${encodeURIComponent(siteKey)}`

// An address as people copy it, as the origin that the server wants. What is no address stays, for the server to say so.
export function originOf(text: string): string {
  const trimmed = text.trim()
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`)
    return /^https?:$/.test(url.protocol) && !trimmed.includes('*') ? url.origin : trimmed
  } catch {
    return trimmed
  }
}

// ---- the questions before a chat

// Keys are for programs; nobody has to think of one.
function freeKey(questions: readonly Question[]): string {
  const taken = new Set(questions.map((question) => question.key))
  for (let number = questions.length + 1; ; number += 1) if (!taken.has(`question_${number}`)) return `question_${number}`
}

export function addQuestion(questions: readonly Question[]): Question[] {
  return [...questions, { key: freeKey(questions), kind: 'text', label: '', label_en: '', required: false, choices: [] }]
}

export function changeQuestion(questions: readonly Question[], index: number, change: Partial<Question>): Question[] {
  const changed = (question: Question): Question => {
    const now = { ...question, ...change }
    return now.kind === 'choice' ? now : { ...now, choices: [] }
  }
  return questions.map((question, at) => (at === index ? changed(question) : question))
}

export function moveQuestion(questions: readonly Question[], index: number, by: 1 | -1): Question[] {
  const moved = [...questions]
  const [taken] = moved.splice(index, 1)
  if (taken) moved.splice(index + by, 0, taken)
  return moved
}

export function pathsOfQuestion(index: number): string[] {
  return ['key', 'label', 'label_en', 'choices', 'kind'].map((field) => `/form/${index}/${field}`)
}
