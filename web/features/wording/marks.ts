// A text in pieces, so that its hits can be marked; and lists that are written a line each. Pure.
import type { Hit, Rule, RuleKind } from './types'

export interface Piece {
  text: string
  hit: Hit | null // the first that covers it
}

// Places count UTF-16 units, as strings do. Hits without extent (a missing greeting) mark nothing.
export function piecesOf(text: string, hits: readonly Hit[]): Piece[] {
  const bounds = new Set([0, text.length])
  for (const { begin, end } of hits) if (begin < end && end <= text.length) bounds.add(begin).add(end)
  const places = [...bounds].sort((a, b) => a - b)
  return places.slice(1).flatMap((end, index) => {
    const begin = places[index]!
    if (begin === end) return []
    return [{ text: text.slice(begin, end), hit: hits.find((hit) => hit.begin <= begin && end <= hit.end && hit.begin < hit.end) ?? null }]
  })
}

export const linesOf = (text: string) => [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')

export interface RuleFilter {
  q: string
  kind: string
  language: string
  state: string // "on", "off", "own"
}
export function matchesFilter(rule: Rule, { q, kind, language, state }: RuleFilter): boolean {
  if ((kind !== '' && rule.kind !== kind) || (language !== '' && rule.language !== language)) return false
  if ((state === 'on' && !rule.active) || (state === 'off' && rule.active) || (state === 'own' && rule.key !== '')) return false
  const words = q.trim().toLowerCase()
  return words === '' || [rule.name, rule.advice, ...rule.phrases].some((text) => text.toLowerCase().includes(words))
}

export const kindTones: Record<RuleKind, 'danger' | 'warning' | 'accent' | 'violet' | 'teal' | 'neutral'> = {
  banned: 'danger',
  vague: 'warning',
  imperative: 'violet',
  jargon: 'accent',
  early_fault: 'danger',
  greeting_missing: 'teal',
  closing_missing: 'teal',
  emoji: 'neutral',
}
