// The words of the API as features use them. Everything here is taken from the generated schema.
import type { components, paths as documented } from './schema'

// The paths below the base address of the API.
export type paths = { [P in keyof documented as P extends `/api/v1${infer Rest}` ? Rest : never]: documented[P] }

// Whether a field may be left out matters to whoever writes; what the server sends is always whole.
export type Complete<T> = T extends (infer U)[]
  ? Complete<U>[]
  : T extends object
    ? { [K in keyof T]-?: Complete<T[K]> }
    : T

export type Schema<Name extends keyof components['schemas']> = Complete<components['schemas'][Name]>

export type Verb = 'get' | 'post' | 'put' | 'delete'

export type PathWith<V extends Verb> = {
  [P in keyof paths]: paths[P] extends Record<V, object> ? P : never
}[keyof paths]

type Operation<P extends keyof paths, V extends Verb> = paths[P] extends Record<V, infer O> ? O : never
type Success<R> = R extends { 200: infer X }
  ? X
  : R extends { 201: infer X }
    ? X
    : R extends { 202: infer X }
      ? X
      : undefined
type Json<X> = X extends { content: { 'application/json': infer T } } ? Complete<T> : undefined

export type Reply<P extends keyof paths, V extends Verb> =
  Operation<P, V> extends { responses: infer R } ? Json<Success<R>> : undefined
export type Body<P extends keyof paths, V extends Verb> =
  Operation<P, V> extends { requestBody: { content: { 'application/json': infer T } } } ? T : undefined

type NamesIn<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never
export type Params<P> = P extends string ? Record<NamesIn<P>, string> : never

// What lists answer with.
export interface Page<T> {
  items: T[]
  next: string | null
  total: number
  total_exceeds: boolean
}

// What is edited with If-Match.
export interface Versioned {
  id: string
  version: number
}
