// The entries of a dictionary as a form offers them: by id, called with the names of what stands above them. Pure.
import type { Schema } from '@/shared/api'
import type { Choice } from '@/shared/forms'
import { localName } from '@/shared/i18n'

export type Entry = Schema<'DictionaryEntry'>

const PATH = ' › '

export interface EntryChoice extends Choice {
  group: string // the name at the top
  words: string // what it is found by
}

// In the order of the tree. `ends`: only entries without any below them.
export function entryChoices(entries: readonly Entry[], which: 'all' | 'ends', keep: string | null = null): EntryChoice[] {
  const below = new Map<string | null, Entry[]>()
  for (const entry of entries) below.set(entry.parent_id, [...(below.get(entry.parent_id) ?? []), entry])
  const made: EntryChoice[] = []
  const visit = (parent: string | null, above: readonly Entry[], isOff: boolean): void => {
    const siblings = [...(below.get(parent) ?? [])].sort((a, b) => a.position - b.position || Number(BigInt(a.id) - BigInt(b.id)))
    for (const entry of siblings) {
      const path = [...above, entry]
      const off = isOff || !entry.active
      const isEnd = !below.get(entry.id)?.length
      if ((!off || entry.id === keep) && (which === 'all' || isEnd))
        made.push({
          value: entry.id,
          label: path.map(localName).join(PATH),
          group: localName(path[0]!),
          words: path.flatMap(({ name, name_en, key }) => [name, name_en, key]).join(' ').toLowerCase(),
        })
      visit(entry.id, path, off)
    }
  }
  visit(null, [], false)
  return made
}

// Every word must be found, in whatever level.
export function choicesFor(choices: readonly EntryChoice[], words: string): EntryChoice[] {
  const every = words.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return choices.filter((choice) => every.every((word) => choice.words.includes(word)))
}
