// The question of a report's page, held by its address.
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { sortingIn, textOfSorting, type Sorting } from './figures'
import { dayIn } from './periods'
import { askedIn, queryOf, type Asked } from './question'
import type { Report } from './types'

// Parts of the address that are not the question itself.
const BESIDE = ['view', 'chart', 'sort', 'tab'] as const
type Beside = (typeof BESIDE)[number]

export function useAskedAddress(report: ComputedRef<Report | null>, zone: () => string | undefined) {
  const route = useRoute()
  const router = useRouter()
  const today = () => dayIn(zone(), Date.now())
  const beside = (name: Beside) => (typeof route.query[name] === 'string' ? (route.query[name] as string) : '')

  function go(asked: Asked, change: Partial<Record<Beside, string>> = {}): void {
    if (!report.value) return
    const query = queryOf(asked, report.value)
    for (const name of BESIDE) {
      const value = change[name] ?? beside(name)
      if (value !== '') query[name] = value
    }
    if (JSON.stringify(query) !== JSON.stringify(route.query)) void router.replace({ query })
  }
  const asked = computed<Asked | null>(() => (report.value ? askedIn(route.query, report.value, today()) : null))
  return {
    asked,
    today,
    ask: (now: Asked, change?: Partial<Record<Beside, string>>) => go(now, change),
    put: (change: Partial<Record<Beside, string>>) => asked.value && go(asked.value, change),
    beside,
    sorting: computed<Sorting | null>({ get: () => sortingIn(beside('sort')), set: (to) => asked.value && go(asked.value, { sort: to ? textOfSorting(to) : '' }) }),
    chart: computed<string[]>({ get: () => beside('chart').split(',').filter(Boolean), set: (to) => asked.value && go(asked.value, { chart: to.join(',') }) }),
    // Nothing but the view is in the address: it is to be opened as it was kept.
    isOnlyView: () => Object.keys(route.query).every((name) => name === 'view' || name === 'tab'),
  }
}
