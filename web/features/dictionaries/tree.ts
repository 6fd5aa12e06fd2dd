// The entries of one dictionary as their tree. Pure.
import type { Entry } from './types'

export interface Branch {
  entry: Entry
  depth: number // 0 on the first level
  children: Branch[]
}

// A new order of the entries of one parent, until the server tells of it.
export interface PendingOrder {
  parentId: string | null
  ids: readonly string[]
}

type Placed = Pick<Entry, 'id' | 'parent_id' | 'position'>

export function siblingsOf<E extends Placed>(entries: readonly E[], parentId: string | null): E[] {
  return entries.filter((entry) => entry.parent_id === parentId).sort((a, b) => a.position - b.position || Number(BigInt(a.id) - BigInt(b.id)))
}

export function treeOf(entries: readonly Entry[], pending: PendingOrder | null = null): Branch[] {
  const below = (parentId: string | null, depth: number): Branch[] => {
    const siblings = siblingsOf(entries, parentId)
    if (pending?.parentId === parentId) siblings.sort((a, b) => pending.ids.indexOf(a.id) - pending.ids.indexOf(b.id))
    return siblings.map((entry) => ({ entry, depth, children: below(entry.id, depth + 1) }))
  }
  return below(null, 0)
}

export function flatOf(branches: readonly Branch[]): Branch[] {
  return branches.flatMap((branch) => [branch, ...flatOf(branch.children)])
}

export function levelsOf(branch: Branch): number {
  return 1 + Math.max(0, ...branch.children.map(levelsOf))
}

// `moved` put before or after `target`; null when that changes nothing.
export function orderWith(ids: readonly string[], moved: string, target: string, side: 'before' | 'after'): string[] | null {
  if (moved === target) return null
  const others = ids.filter((id) => id !== moved)
  const at = others.indexOf(target)
  if (at < 0) return null
  others.splice(side === 'before' ? at : at + 1, 0, moved)
  return others.some((id, index) => id !== ids[index]) ? others : null
}

// Where `entry` may stand: not below itself, and not deeper than the dictionary allows.
export function parentsFor(branches: readonly Branch[], levels: number, entryId: string | null): Branch[] {
  const all = flatOf(branches)
  const moved = all.find((branch) => branch.entry.id === entryId)
  const own = new Set(moved ? flatOf([moved]).map((branch) => branch.entry.id) : [])
  const height = moved ? levelsOf(moved) : 1
  return all.filter((branch) => !own.has(branch.entry.id) && branch.depth + 1 + height <= levels)
}

export function matchesWords(branch: Branch, words: string): boolean {
  const { name, name_en, key } = branch.entry
  return `${name} ${name_en} ${key}`.toLowerCase().includes(words) || branch.children.some((child) => matchesWords(child, words))
}
