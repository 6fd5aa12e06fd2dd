export interface Choice {
  value: string
  label: string
  hint?: string
  depth?: number // in a tree
  disabled?: boolean
}
