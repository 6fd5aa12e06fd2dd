// How lines are edited and found. Pure.
import type { CallerRule, NewCallerRule, OurNumber, OurNumberFields, Phone, PhoneFields, Trunk, TrunkFields, TrunkState, WayOut, WayOutFields } from './types'

export interface LineFilters {
  q: string
  centre_id: string
}

// Whether every word that is looked for stands in one of the texts.
export function fits(centreId: string, texts: readonly string[], filters: LineFilters): boolean {
  const words = filters.q.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const text = texts.join(' ').toLowerCase()
  return words.every((word) => text.includes(word)) && (filters.centre_id === '' || centreId === filters.centre_id)
}

// The passwords are not told, and stay as they are unless they are written anew.
export function trunkFieldsOf({ id: _, version: __, updated_at: ___, has_password: ____, has_inbound_password: _____, ...fields }: Trunk): TrunkFields {
  return { ...fields, password: null, inbound_password: null }
}
export function blankTrunk(centre_id: string): TrunkFields {
  return {
    ...{ centre_id, name: '', active: true, position: 1, host: '', port: 0, transport: 'udp', domain: '', login: '', registers: false, registration_seconds: 3600 },
    ...{ pings: true, addresses: [], inbound_login: '', security: 'never', codecs: ['pcma', 'pcmu'], calls_max: 0, area_code: '', password: null, inbound_password: null },
  }
}

export function numberFieldsOf({ id: _, version: __, updated_at: ___, ...fields }: OurNumber): OurNumberFields {
  return fields
}
export function blankNumber(centre_id: string): OurNumberFields {
  return { centre_id, pattern: '', name: '', flow_id: null, language: 'zh-CN', caller_number: '', is_default: false, queue_ids: [], active: true }
}

export function wayFieldsOf({ id: _, version: __, updated_at: ___, ...fields }: WayOut): WayOutFields {
  return fields
}
export function blankWay(centre_id: string): WayOutFields {
  return { centre_id, name: '', prefix: '', cut_digits: 0, put_before: '', trunk_ids: [], active: true }
}

export function phoneFieldsOf({ centre_id, name, person_id, login, security, active }: Phone): PhoneFields {
  return { centre_id, name, person_id, login, security, active }
}
export function blankPhone(centre_id: string): PhoneFields {
  return { centre_id, name: '', person_id: null, login: '', security: 'never', active: true }
}

export function ruleFieldsOf({ centre_id, pattern, verdict, reason, until }: CallerRule): NewCallerRule {
  return { centre_id, pattern, verdict, reason, until }
}
export function blankRule(centre_id: string): NewCallerRule {
  return { centre_id, pattern: '', verdict: 'block', reason: '', until: null }
}

// What is written line by line or with commas, as a list.
export function listOf(text: string): string[] {
  return text.split(/[\s,，;；、]+/).filter(Boolean)
}

// How a trunk is, by what all nodes know: one that has it up is enough to call over it.
export type Standing = 'off' | 'unknown' | 'up' | 'down'
export function standingOf(isActive: boolean, states: readonly Pick<TrunkState, 'state'>[]): Standing {
  if (!isActive) return 'off'
  if (states.some(({ state }) => state === 'up')) return 'up'
  return states.length > 0 ? 'down' : 'unknown'
}

// Nearest rules first: those that count come before those whose time is over.
export function isOver(until: string | null | undefined, now: number): boolean {
  return until != null && Date.parse(until) <= now
}
