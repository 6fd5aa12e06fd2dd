import { describe, expect, it } from 'vitest'
import { flatOf, matchesWords, orderWith, parentsFor, treeOf } from '../tree'
import type { Entry } from '../types'

function entry(id: string, parent_id: string | null, position: number, name = id): Entry {
  return { id, parent_id, position, name, name_en: '', key: `key_${id}`, active: true, attributes: {}, dictionary: 'd', shipped: false, version: 1, updated_at: '' }
}
const entries = [entry('3', '1', 2), entry('2', null, 1, '投诉'), entry('4', '1', 1), entry('1', null, 2), entry('5', '4', 1, '账单')]
const ids = (tree: ReturnType<typeof treeOf>) => flatOf(tree).map((branch) => branch.entry.id)

describe('the tree of entries', () => {
  it('stands in the order of positions, children below their parents', () => expect(ids(treeOf(entries))).toEqual(['2', '1', '4', '5', '3']))

  it('shows a new order before the server tells of it', () => expect(ids(treeOf(entries, { parentId: '1', ids: ['3', '4'] }))).toEqual(['2', '1', '3', '4', '5']))

  it('puts what is moved before or after another', () => {
    expect(orderWith(['a', 'b', 'c'], 'a', 'c', 'after')).toEqual(['b', 'c', 'a'])
    expect(orderWith(['a', 'b', 'c'], 'c', 'a', 'before')).toEqual(['c', 'a', 'b'])
  })

  it('is not asked to change what stays as it is', () => {
    expect(orderWith(['a', 'b'], 'a', 'b', 'before')).toBeNull()
    expect(orderWith(['a', 'b'], 'a', 'a', 'after')).toBeNull()
    expect(orderWith(['a', 'b'], 'a', 'elsewhere', 'after')).toBeNull()
  })

  it('offers no parent below the entry itself, nor one that would make the tree too deep', () => {
    const offered = (levels: number, id: string | null) => parentsFor(treeOf(entries), levels, id).map((branch) => branch.entry.id)
    expect(offered(3, null)).toEqual(['2', '1', '4', '3'])
    expect(offered(3, '1')).toEqual([]) // three levels high itself
    expect(offered(3, '4')).toEqual(['2', '1'])
    expect(offered(1, null)).toEqual([])
  })

  it('finds a branch by what stands below it', () => expect(treeOf(entries).map((branch) => matchesWords(branch, '账单'))).toEqual([false, true]))
})
