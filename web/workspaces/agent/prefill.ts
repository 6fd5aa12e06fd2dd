// A customer's file as far as the visitor's answers make it. Pure.
import type { FormAnswer } from '@/features/chats'
import type { CustomerFields, Identity } from '@/features/customers'

const identity = (kind: 'phone' | 'email', value: string, preferred: boolean): Identity => ({ id: '', kind, value, label: '', preferred, masked: false })

export function customerFrom(answers: readonly FormAnswer[], fallbackName: string): Partial<CustomerFields> {
  const said = (kind: FormAnswer['kind']) => answers.filter((answer) => answer.kind === kind && answer.value.trim() !== '').map((answer) => answer.value.trim())
  const identities: Identity[] = []
  for (const kind of ['phone', 'email'] as const) for (const value of said(kind)) identities.push(identity(kind, value, identities.length === 0))
  return { name: said('name')[0] ?? fallbackName, identities }
}

// By what a customer's file is looked for: the surest first.
export const searchWords = (answers: readonly FormAnswer[]): string => [...answers].filter((one) => one.value.trim() !== '').sort((a, b) => rank(a) - rank(b))[0]?.value.trim() ?? ''
const rank = ({ kind }: FormAnswer) => ['phone', 'email', 'name'].indexOf(kind) + (['phone', 'email', 'name'].includes(kind) ? 0 : 10)
