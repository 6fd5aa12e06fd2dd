import { describe, expect, it } from 'vitest'
import { copyOf, fieldMerges, firstChoices, isSame, merged } from '../merge'

const base = { name: 'Wang', tags: ['a'], note: '', fields: { contract: '1', source: 'web' } as Record<string, string> }

describe('a merge', () => {
  it('asks nothing of fields that are equal on both sides', () => {
    const both = { ...base, name: 'Li' }
    expect(fieldMerges(base, both, copyOf(both))).toEqual([])
  })

  it('tells who changed what', () => {
    const mine = { ...base, name: 'Li', tags: ['a', 'b'] }
    const theirs = { ...base, name: 'Liu', note: 'call first' }
    const by = Object.fromEntries(fieldMerges(base, mine, theirs).map((merge) => [merge.field, merge.changedBy]))
    expect(by).toEqual({ name: 'both', tags: 'me', note: 'them' })
  })

  it('takes theirs where I changed nothing and mine where I did, unless told otherwise', () => {
    const mine = { ...base, name: 'Li', tags: ['b'] }
    const theirs = { ...base, name: 'Liu', note: 'call first' }
    const choices = firstChoices(fieldMerges(base, mine, theirs))
    expect(merged(mine, theirs, choices)).toEqual({ ...base, name: 'Li', tags: ['b'], note: 'call first' })
    expect(merged(mine, theirs, { ...choices, name: 'theirs' }).name).toBe('Liu')
  })

  it('settles maps entry by entry, entries that one side removed too', () => {
    const mine = { ...base, fields: { contract: '2', source: 'web' } }
    const theirs = { ...base, fields: { contract: '1', origin: 'shop' } as Record<string, string> }
    const merges = fieldMerges(base, mine, theirs)
    expect(merges.map((merge) => [merge.field, merge.changedBy])).toEqual([
      ['fields/contract', 'me'],
      ['fields/source', 'them'],
      ['fields/origin', 'them'],
    ])
    expect(merged(mine, theirs, firstChoices(merges)).fields).toEqual({ contract: '2', origin: 'shop' })
  })

  it('does not hand out what it was given', () => {
    const theirs = copyOf(base)
    const result = merged(base, theirs, {})
    result.tags.push('x')
    expect(theirs.tags).toEqual(['a'])
  })
})

describe('sameness', () => {
  it('goes by content, not by the order of keys', () => expect(isSame({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true))
  it('knows lists from objects and null from nothing', () => {
    expect(isSame([], {})).toBe(false)
    expect(isSame({ a: null }, {})).toBe(false)
  })
})
