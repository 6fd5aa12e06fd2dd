// The definitions of own fields, live, in their order.
import { computed } from 'vue'
import { useSession } from '@/features/access'
import { useLanguage } from '@/shared/i18n'
import { useTopic } from '@/shared/live'
import type { FieldDefinition } from './types'
import { fieldTitle } from './words'

export function useOwnFields() {
  const session = useSession()
  const language = useLanguage()
  const topic = useTopic<FieldDefinition>('customer_fields', { when: () => session.may('customers.view') })
  const ordered = computed(() => [...topic.list.value].sort((a, b) => a.position - b.position || a.key.localeCompare(b.key)))
  const byKey = computed(() => new Map(ordered.value.map((definition) => [definition.key, definition])))
  return {
    ...topic,
    ordered,
    active: computed(() => ordered.value.filter((definition) => definition.active)),
    titleOf: (key: string) => {
      const definition = byKey.value.get(key)
      return definition ? fieldTitle(definition, language.value) : key
    },
  }
}
