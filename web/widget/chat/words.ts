// The widget's words: its file of the common catalogue, fetched for the language that is spoken.
import type { widget as catalogue } from '@messages/zh-CN/widget.json'
import chineseFile from '@messages/zh-CN/widget.json?url'
import englishFile from '@messages/en/widget.json?url'
import { fillMessage } from '@/shared/i18n/compile'
import type { Language } from './protocol'

export type Key = keyof typeof catalogue
type Words = Record<Key, string>

const files: Record<Language, string> = { 'zh-CN': chineseFile, en: englishFile }

let spoken: Language = 'zh-CN'
let words = {} as Words

export const language = () => spoken
export const languageOf = (tag: string | null | undefined): Language | null =>
  /^zh\b/i.test(tag ?? '') ? 'zh-CN' : /^en\b/i.test(tag ?? '') ? 'en' : null

export function learn(spokenFromNow: Language, itsWords: Words): void {
  words = itsWords
  spoken = spokenFromNow
}

export async function speak(wanted: Language): Promise<void> {
  const file = await fetch(files[wanted])
  learn(wanted, ((await file.json()) as { widget: Words }).widget)
}

export function t(key: Key, values: object = {}): string {
  return fillMessage(words[key] ?? '', (name) => values[name as keyof typeof values])
}

// What a site says in two languages: the other one where this one is left empty.
export function local(chinese: string, english: string): string {
  return spoken === 'en' ? english || chinese : chinese || english
}
