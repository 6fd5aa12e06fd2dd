// The edit of one customer's file, or of a new one with what is known of it.
import { ref, shallowRef } from 'vue'
import { useSession } from '@/features/access'
import { asProblem, type Problem } from '@/shared/api'
import { useEditForm } from '@/shared/forms'
import { useTopic } from '@/shared/live'
import { customersApi } from './api'
import type { Customer, CustomerFields } from './types'

export function useCustomerForm(id: string | null, prefilled: Partial<CustomerFields> = {}, draft = `customers/${id ?? 'new'}`) {
  const session = useSession()
  const form = useEditForm<CustomerFields, Customer>({
    name: draft,
    schema: 'CustomerFields',
    blank: () => ({
      centre_id: session.current?.centre_id ?? '',
      kind: 'person',
      stage: 'lead',
      tier_id: null,
      name: '',
      owner_id: null,
      note: '',
      tags: [],
      identities: [],
      addresses: [],
      fields: {},
      ...prefilled,
    }),
    fieldsOf: ({ centre_id, kind, stage, tier_id, name, owner_id, note, tags: held, identities, addresses, fields }) => ({
      centre_id,
      kind,
      stage,
      tier_id,
      name,
      owner_id,
      note,
      tags: held,
      identities,
      addresses,
      fields,
    }),
    create: customersApi.create,
    save: customersApi.save,
    fetch: customersApi.fetch,
  })

  const problem = shallowRef<Problem | null>(null)
  const isLoading = ref(id !== null)
  async function load(): Promise<void> {
    problem.value = null
    if (id === null) return form.start(null)
    isLoading.value = true
    try {
      form.start(await customersApi.fetch(id))
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      isLoading.value = false
    }
  }
  void load()
  useTopic<Customer>('customers', {
    ids: () => (id === null ? [] : [id]),
    changed: (_, items) => {
      const now = items.get(id ?? '') as Customer | undefined
      if (now) form.seen(now)
    },
  })
  return { form, problem, isLoading, load }
}
