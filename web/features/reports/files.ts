// Gives the browser a file that was made for it.
import type { NamedFile } from '@/shared/api'

export function saveFile({ name, bytes }: NamedFile): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(bytes)
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
