// From a hit of the language rules to the text with the better wording in it. Pure.
import type { LanguageHit } from '@/features/wording'

// What can be said, of an advice that may also explain: behind its last colon, without the dots that stand for the rest.
// An advice that only explains gives nothing.
export function sayable(advice: string): string {
  const said = advice.slice(Math.max(advice.lastIndexOf('：'), advice.lastIndexOf(': ')) + 1).trim()
  if (said === advice.trim() && /^(请勿|请给出|请说明|请不要|一条消息|客户投诉时|Do not|Don't|Avoid|Please (?:say|give|do not)|At most|One )/i.test(said)) return ''
  return said.replace(/(……|…|\.\.\.)$/, '').trim()
}

const SENTENCE_END = /[。！？!?；;\n]/

// The sentence around a place, without the mark that ends it.
function sentenceAt(text: string, begin: number, end: number): { begin: number; end: number } {
  let first = begin
  while (first > 0 && !SENTENCE_END.test(text[first - 1]!)) first--
  while (first < begin && /\s/.test(text[first]!)) first++
  let last = end
  while (last < text.length && !SENTENCE_END.test(text[last]!)) last++
  return { begin: first, end: last }
}

// Whether the advice is a whole sentence of its own, which stands for the sentence of the hit; else it stands for the
// words of the hit alone.
const isWhole = (advice: string, said: string) => /[。！？!?]$/.test(said) || (said.length > 14 && !/(……|…|\.\.\.)$/.test(advice))

export interface Change {
  text: string
  caret: number
}

// Null when the advice cannot be taken over as it is.
export function betterText(text: string, hit: LanguageHit): Change | null {
  const said = sayable(hit.advice)
  if (said === '' || hit.kind === 'emoji' || hit.end > text.length) return null
  if (hit.kind === 'greeting_missing') return { text: text === '' ? said : `${said}\n${text}`, caret: said.length + (text === '' ? 0 : 1 + text.length) }
  if (hit.kind === 'closing_missing') {
    const all = text === '' ? said : `${text}\n${said}`
    return { text: all, caret: all.length }
  }
  const place = hit.kind !== 'jargon' && hit.kind !== 'imperative' && isWhole(hit.advice, said) ? sentenceAt(text, hit.begin, hit.end) : hit
  const rest = text.slice(place.end)
  // A sentence that brings its own end does not need the old one.
  const after = /[。！？!?]$/.test(said) && SENTENCE_END.test(rest[0] ?? '') && rest[0] !== '\n' ? rest.slice(1) : rest
  const before = text.slice(0, place.begin) + said
  return { text: before + after, caret: before.length }
}
