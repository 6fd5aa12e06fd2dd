import { describe, expect, it } from 'vitest'
import { linesOf, matchesFilter, piecesOf } from '../marks'
import type { Hit, Rule } from '../types'

const hit = (begin: number, end: number, rule_id = '1'): Hit => ({ rule_id, kind: 'banned', name: '', begin, end, advice: '' })
const shown = (text: string, hits: Hit[]) => piecesOf(text, hits).map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))

describe('a text with its hits', () => {
  it('is cut where they begin and end', () => expect(shown('我不知道啊', [hit(1, 4)])).toEqual(['我', '[不知道]', '啊']))
  it('counts as strings do, also beyond letters of one unit', () => expect(shown('😀不行', [hit(2, 4)])).toEqual(['😀', '[不行]']))
  it('may have hits that overlap', () => expect(piecesOf('abcd', [hit(0, 3, 'x'), hit(2, 4, 'y')]).map((piece) => piece.hit?.rule_id)).toEqual(['x', 'x', 'y']))
  it('is not marked by what has no extent, nor by what lies beyond it', () => expect(shown('您好', [hit(0, 0), hit(1, 9)])).toEqual(['您好']))
  it('may be empty', () => expect(piecesOf('', [hit(0, 0)])).toEqual([]))
})

describe('rules', () => {
  const rule: Rule = {
    id: '1', kind: 'vague', language: 'zh-CN', name: '模糊用语', phrases: ['大概', 'Maybe'], exceptions: [], unless: [], advice: '', contact_kinds: [], max_count: 0, active: true, key: 'zh_vague', version: 1, updated_at: '',
  }
  const none = { q: '', kind: '', language: '', state: '' }
  it('are found by name, phrase and each filter', () => {
    expect(matchesFilter(rule, none)).toBe(true)
    expect(matchesFilter(rule, { ...none, q: 'maybe' })).toBe(true)
    expect(matchesFilter(rule, { ...none, q: '尽快' })).toBe(false)
    expect(matchesFilter(rule, { ...none, kind: 'banned' })).toBe(false)
    expect(matchesFilter(rule, { ...none, language: 'en' })).toBe(false)
    expect(matchesFilter(rule, { ...none, state: 'own' })).toBe(false)
    expect(matchesFilter(rule, { ...none, state: 'on' })).toBe(true)
  })
  it('take a phrase per line, each once', () => expect(linesOf(' 不行 \n\n不行\n办不了')).toEqual(['不行', '办不了']))
})
