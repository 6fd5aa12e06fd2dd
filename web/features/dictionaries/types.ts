import type { Schema } from '@/shared/api'

export type Dictionary = Schema<'Dictionary'>
export type Entry = Schema<'DictionaryEntry'>
export type EntryFields = Schema<'DictionaryEntryFields'>
export type AttributeDefinition = Schema<'AttributeDefinition'>
