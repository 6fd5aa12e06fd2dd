// Three versions of one object: what editing began with, what I made of it, what somebody else saved meanwhile.
// Pure; the question is only asked where both changed the same field. A field that holds a map (own fields) is
// settled entry by entry: its names are then "fields/contract".

export type Side = 'mine' | 'theirs'

export interface FieldMerge {
  field: string
  mine: unknown
  theirs: unknown
  // Who changed it. Fields that both sides made equal are not listed.
  changedBy: 'me' | 'them' | 'both'
}

export type Choices = Record<string, Side>

export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => key in b && isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
}

export function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// {name, fields: {contract}} as {name, "fields/contract"}.
function flat(object: object): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(object))
    if (isMap(value)) for (const [key, entry] of Object.entries(value)) result[`${name}/${key}`] = entry
    else result[name] = value
  return result
}

export function fieldMerges<F extends object>(base: F, mine: F, theirs: F): FieldMerge[] {
  const [before, my, their] = [flat(base), flat(mine), flat(theirs)]
  const merges: FieldMerge[] = []
  for (const field of new Set([...Object.keys(my), ...Object.keys(their)])) {
    if (isSame(my[field], their[field])) continue
    const byMe = !isSame(my[field], before[field])
    const byThem = !isSame(their[field], before[field])
    merges.push({ field, mine: my[field], theirs: their[field], changedBy: byMe && byThem ? 'both' : byMe ? 'me' : 'them' })
  }
  return merges
}

// Untouched fields take what they saved; my changes stay unless I say otherwise.
export function firstChoices(merges: readonly FieldMerge[]): Choices {
  return Object.fromEntries(merges.map((merge) => [merge.field, merge.changedBy === 'them' ? 'theirs' : 'mine']))
}

export function merged<F extends object>(mine: F, theirs: F, choices: Choices): F {
  const result = copyOf(theirs) as Record<string, unknown>
  const my = flat(copyOf(mine))
  for (const [field, side] of Object.entries(choices)) {
    if (side !== 'mine') continue
    const at = field.indexOf('/')
    const [holder, key] = at < 0 ? [result, field] : [result[field.slice(0, at)] as Record<string, unknown>, field.slice(at + 1)]
    if (field in my) holder[key] = my[field]
    else delete holder[key]
  }
  return result as F
}
