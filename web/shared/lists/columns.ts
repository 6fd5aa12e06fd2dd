// A column of a DataTable. `hide` says from which width on it gives way to others.
export interface TableColumn {
  key: string
  label: string
  width?: string
  align?: 'end'
  hide?: 'narrow' | 'medium'
  class?: string
}
