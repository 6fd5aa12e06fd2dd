// What the visitor's answers lack, before the server is asked. The server decides.
import { LONGEST_ANSWER, type FormField, type FormValues } from './protocol'

export type FormFault = 'required' | 'phone' | 'email' | 'choice' | 'too_long'

const PHONE = /^\+?[\d\s\-()（）]+$/
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/

function faultOf(field: FormField, value: string): FormFault | null {
  if (value === '') return field.required ? 'required' : null
  if (value.length > LONGEST_ANSWER) return 'too_long'
  if (field.kind === 'phone') {
    const digits = value.replace(/\D/g, '').length
    return PHONE.test(value) && digits >= 5 && digits <= 15 ? null : 'phone'
  }
  if (field.kind === 'email') return EMAIL.test(value) ? null : 'email'
  if (field.kind === 'choice') return field.choices.includes(value) ? null : 'choice'
  return null
}

export function checkForm(fields: readonly FormField[], values: FormValues): Map<string, FormFault> {
  const faults = new Map<string, FormFault>()
  for (const field of fields) {
    const fault = faultOf(field, (values[field.key] ?? '').trim())
    if (fault) faults.set(field.key, fault)
  }
  return faults
}

// Only what was asked and answered goes to the server.
export function answersOf(fields: readonly FormField[], values: FormValues): FormValues {
  const answers = fields.map(({ key }) => [key, (values[key] ?? '').trim()] as const)
  return Object.fromEntries(answers.filter(([, value]) => value !== ''))
}
