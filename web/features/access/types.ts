import type { Schema } from '@/shared/api'

export type Session = Schema<'Session'>
export type CurrentSession = Schema<'CurrentSession'>
export type HeldRight = Schema<'HeldRight'>
export type Scope = HeldRight['scope']
export type Centre = Schema<'Centre'>
export type CentreFields = Schema<'CentreFields'>
export type Department = Schema<'Department'>
export type DepartmentFields = Schema<'DepartmentFields'>
export type Team = Schema<'Team'>
export type TeamFields = Schema<'TeamFields'>
export type Grant = Schema<'Grant'>
export type Person = Schema<'Person'>
export type PersonFields = Schema<'PersonFields'>
export type CreatedPerson = Schema<'CreatedPerson'>
export type Role = Schema<'Role'>
export type RoleFields = Schema<'RoleFields'>
export type RightDefinition = Schema<'RightDefinition'>
export type ApiKey = Schema<'ApiKey'>
export type ApiKeyFields = Schema<'ApiKeyFields'>
export type SignInPolicy = Schema<'SignInPolicy'>
export type SignInPolicyFields = Schema<'SignInPolicyFields'>
export type AuditEntry = Schema<'AuditEntry'>

export const scopes: readonly Scope[] = ['own', 'team', 'department', 'centre', 'centre_and_below']
export const levels: readonly Centre['level'][] = ['national', 'province', 'city']
