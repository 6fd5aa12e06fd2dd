import type { Schema } from '@/shared/api'

export type Rule = Schema<'LanguageRule'>
export type RuleFields = Schema<'LanguageRuleFields'>
export type RuleKind = Rule['kind']
export type Hit = Schema<'LanguageHit'>
export type Check = Schema<'LanguageCheck'>

export const ruleKinds: readonly RuleKind[] = ['banned', 'vague', 'imperative', 'jargon', 'early_fault', 'greeting_missing', 'closing_missing', 'emoji']
export const moments: readonly Check['moment'][] = ['first', 'middle', 'last']
