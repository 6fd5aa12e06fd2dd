// How a form's fields are named and written where both sides of a conflict are compared.
export interface FieldDescription {
  label: string
  // Several lines are lines of their own.
  show?: (value: never) => string
  // The name of an entry, where the field holds a map.
  labelOf?: (key: string) => string
}
export type FieldDescriptions<F> = Record<keyof F & string, FieldDescription>
