// Canned replies: their order, their folders, and the variables in their texts. Pure.
import { compareNames } from '@/shared/i18n'
import type { CannedReply, CannedReplyFields } from './types'

export const variables = ['customer', 'number', 'name', 'unit', 'time'] as const
export type Variable = (typeof variables)[number]

const chinese: Record<string, Variable> = { 客户: 'customer', 工号: 'number', 姓名: 'name', 单位: 'unit', 时间: 'time' }

export function variableText(variable: Variable, language: string): string {
  if (language === 'en') return `{${variable}}`
  return `{${Object.keys(chinese).find((word) => chinese[word] === variable)}}`
}

export interface Part {
  text: string
  kind: 'text' | 'filled' | 'unknown'
}

// The text with its variables filled in; what cannot be filled stays visible, and is marked.
export function fill(text: string, values: Partial<Record<Variable, string>>): Part[] {
  const parts: Part[] = []
  let done = 0
  for (const match of text.matchAll(/\{([^{}\s]{1,20})\}/g)) {
    const word = match[1] ?? ''
    const variable = chinese[word] ?? variables.find((known) => known === word)
    const value = variable ? values[variable] : undefined
    if (match.index > done) parts.push({ text: text.slice(done, match.index), kind: 'text' })
    parts.push(value ? { text: value, kind: 'filled' } : { text: match[0], kind: 'unknown' })
    done = match.index + match[0].length
  }
  if (done < text.length) parts.push({ text: text.slice(done), kind: 'text' })
  return parts
}

export function fieldsOf({ id: _, owner_id: __, version: ___, updated_at: ____, ...fields }: CannedReply): CannedReplyFields {
  return fields
}

export function blankReply(own: boolean): CannedReplyFields {
  return { centre_id: null, own, folder: '', shortcut: '', title: '', text: '', language: '', position: 0 }
}

// Shared ones first, then by folder and place.
export function inOrder(replies: readonly CannedReply[]): CannedReply[] {
  return [...replies].sort((a, b) => Number(a.own) - Number(b.own) || compareNames(a.folder, b.folder) || a.position - b.position || compareNames(a.title, b.title))
}

export interface ReplyFilters {
  q: string
  whose: string // '', 'own', 'shared'
  folder: string
}

export function fits(reply: CannedReply, { q, whose, folder }: ReplyFilters): boolean {
  const text = `${reply.title} ${reply.shortcut} ${reply.text} ${reply.folder}`.toLowerCase()
  const isFound = q
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word))
  return isFound && (whose === '' || (whose === 'own') === reply.own) && (folder === '' || reply.folder === folder)
}

export function foldersOf(replies: readonly CannedReply[]): string[] {
  return [...new Set(replies.map((reply) => reply.folder).filter(Boolean))].sort(compareNames)
}
