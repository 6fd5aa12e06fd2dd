// The catalogue of rights in words. Titles are the messages "rights.KEY".
import { hasText, text } from '@/shared/i18n'
import type { RightDefinition } from './types'

export function rightTitle(key: string): string {
  return hasText(`rights.${key}`) ? text(`rights.${key}`) : key
}

export function moduleTitle(module: string): string {
  const key = `right_modules.${module}`
  return hasText(key) ? text(key) : module
}

export interface RightGroup {
  module: string
  rights: string[]
}

export function rightGroups(definitions: readonly RightDefinition[]): RightGroup[] {
  const groups = new Map<string, string[]>()
  for (const { key, module } of definitions) groups.set(module, [...(groups.get(module) ?? []), key])
  return [...groups].map(([module, rights]) => ({ module, rights }))
}
