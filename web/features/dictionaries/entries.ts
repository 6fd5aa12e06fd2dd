// The entries of all dictionaries, live.
import { computed, type ComputedRef } from 'vue'
import { useSession } from '@/features/access'
import type { Choice } from '@/shared/forms'
import { localName } from '@/shared/i18n'
import { useTopic } from '@/shared/live'
import { flatOf, treeOf } from './tree'
import type { Entry } from './types'

export function useEntries() {
  const session = useSession()
  const topic = useTopic<Entry>('dictionaries', { when: () => session.may('content.view') })
  const byDictionary = computed(() => {
    const groups = new Map<string, Entry[]>()
    for (const entry of topic.list.value) groups.set(entry.dictionary, [...(groups.get(entry.dictionary) ?? []), entry])
    return groups
  })
  const of = (dictionary: string): readonly Entry[] => byDictionary.value.get(dictionary) ?? []
  return { ...topic, of }
}

// What a form offers of one dictionary: its active entries by their keys.
export function useEntryChoices(dictionary: string): { choices: ComputedRef<Choice[]>; titleOf: (key: string) => string } {
  const entries = useEntries()
  const choices = computed<Choice[]>(() =>
    flatOf(treeOf(entries.of(dictionary)))
      .filter(({ entry }) => entry.active)
      .map(({ entry, depth }) => ({ value: entry.key, label: localName(entry), depth })),
  )
  const titleOf = (key: string) => {
    const found = entries.of(dictionary).find((entry) => entry.key === key)
    return found ? localName(found) : key
  }
  return { choices, titleOf }
}
