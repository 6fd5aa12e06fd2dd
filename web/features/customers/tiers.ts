// The tiers of customers: entries of a dictionary.
import { computed } from 'vue'
import { useEntries } from '@/features/dictionaries'
import type { Choice } from '@/shared/forms'
import { localName } from '@/shared/i18n'

export function useTiers() {
  const entries = useEntries()
  const tiers = computed(() => entries.of('customer_tiers'))
  const choices = computed<Choice[]>(() => tiers.value.filter((entry) => entry.active).map((entry) => ({ value: entry.id, label: localName(entry) })))
  const nameOf = (id: string | null): string => {
    const found = tiers.value.find((entry) => entry.id === id)
    return found ? localName(found) : ''
  }
  return { choices, nameOf }
}
