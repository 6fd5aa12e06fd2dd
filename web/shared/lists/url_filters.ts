// Filters that live in the address, so that a filtered list can be kept, shared and gone back to.
import { computed, reactive, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export function useUrlFilters<F extends Record<string, string>>(empty: F) {
  const route = useRoute()
  const router = useRouter()
  const filters = reactive({ ...empty }) as F
  const names = Object.keys(empty) as (keyof F & string)[]

  const read = () => {
    for (const name of names) {
      const value = route.query[name]
      ;(filters as Record<string, string>)[name] = typeof value === 'string' ? value : empty[name]!
    }
  }
  read()
  const own = route.matched[0]?.path
  watch(
    () => route.query,
    () => {
      if (route.matched[0]?.path === own) read()
    },
  )
  watch(filters, () => {
    const query: Record<string, string> = {}
    for (const [name, value] of Object.entries(route.query)) if (!(name in empty) && typeof value === 'string') query[name] = value
    for (const name of names) if (filters[name] !== empty[name]) query[name] = filters[name]!
    if (JSON.stringify(query) !== JSON.stringify(route.query)) void router.replace({ query, hash: route.hash })
  })

  return {
    filters,
    isFiltered: computed(() => names.some((name) => filters[name] !== empty[name])),
    clear: () => Object.assign(filters, empty),
  }
}
