import type { Schema } from '@/shared/api'

export type Site = Schema<'Site'>
export type SiteFields = Schema<'SiteFields'>
export type Question = Schema<'Question'>
export type QuestionKind = Schema<'QuestionKind'>
export type CannedReply = Schema<'CannedReply'>
export type CannedReplyFields = Schema<'CannedReplyFields'>

export const questionKinds: readonly QuestionKind[] = ['text', 'name', 'phone', 'email', 'choice']
