// What the server accepts in a field, so that forms say it before it is sent.
import { limits } from './limits'

export interface FieldLimit {
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  maxItems?: number
  format?: string
}

export type LimitedSchema = keyof typeof limits

export function limitsOf(schema: LimitedSchema): Record<string, FieldLimit | undefined> {
  return limits[schema] as Record<string, FieldLimit>
}
