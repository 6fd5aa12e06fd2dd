// What the visitor's answers lack, before the server is asked. The server decides.
import { LONGEST_ANSWER, type FormField, type FormValues } from './protocol'

export type FormFault = 'required' | 'phone' | 'email' | 'choice' | 'too_long'

const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/

function isPhone(value: string): boolean {
  const digits = value.replace(/\D/g, '').length
  return /^\+?[\d\s\-()（）]+$/.test(value) && digits >= 5 && digits <= 15
}

function faultOf({ kind, required, choices }: FormField, value: string): FormFault | null {
  if (!value) return required ? 'required' : null
  if (value.length > LONGEST_ANSWER) return 'too_long'
  const isWrong = (kind === 'phone' && !isPhone(value)) || (kind === 'email' && !EMAIL.test(value)) || (kind === 'choice' && !choices.includes(value))
  return isWrong ? (kind as FormFault) : null
}

const answerTo = ({ key }: FormField, values: FormValues) => (values[key] ?? '').trim()

export function checkForm(fields: readonly FormField[], values: FormValues): Map<string, FormFault> {
  const faults = fields.map((field) => [field.key, faultOf(field, answerTo(field, values))] as const)
  return new Map(faults.filter((entry): entry is [string, FormFault] => entry[1] !== null))
}

// Only what was asked and answered goes to the server.
export function answersOf(fields: readonly FormField[], values: FormValues): FormValues {
  return Object.fromEntries(fields.map((field) => [field.key, answerTo(field, values)]).filter(([, value]) => value))
}
