import type { Schema } from '@/shared/api'

export type Customer = Schema<'Customer'>
export type CustomerFields = Schema<'CustomerFields'>
export type Identity = Schema<'Identity'>
export type IdentityKind = Identity['kind']
export type Address = Schema<'Address'>
export type Relation = Schema<'Relation'>
export type RelationKind = Relation['kind']
export type Change = Schema<'Change'>
export type Difference = Schema<'Difference'>
export type FieldDefinition = Schema<'FieldDefinition'>
export type FieldFields = Schema<'FieldFields'>
export type Import = Schema<'Import'>
export type ImportColumn = Schema<'Column'>
export type ImportFault = Schema<'ImportFault'>
export type ImportRun = Schema<'ImportRun'>
export type TagCount = Schema<'TagCount'>

export const stages: readonly Customer['stage'][] = ['lead', 'prospect', 'customer', 'lapsed']
export const kinds: readonly Customer['kind'][] = ['person', 'organization']
export const identityKinds: readonly IdentityKind[] = ['phone', 'email', 'id_card', 'account', 'wechat', 'weibo', 'web', 'other']
export const relationKinds: readonly RelationKind[] = ['family', 'colleague', 'employer', 'employee', 'agent', 'principal', 'neighbour', 'other']
export const fieldKinds: readonly FieldDefinition['kind'][] = ['text', 'number', 'date', 'choice']
export const columnTargets: readonly ImportColumn['target'][] = [
  'skip',
  'name',
  'kind',
  'stage',
  'phone',
  'email',
  'id_card',
  'account',
  'tags',
  'note',
  'region',
  'street',
  'postcode',
  'field',
]
