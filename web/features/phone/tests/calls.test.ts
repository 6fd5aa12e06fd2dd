import { describe, expect, it } from 'vitest'
import type { Call, Party } from '../api'
import { callerWords, canComplete, chosenOf, canJoin, isConsulting, isHeld, mayDrop, otherWords, qualityBars, qualityTone } from '../calls'
import { fits, inOrder, worstQuality } from '../live_calls'

const party = (fields: Partial<Party>): Party => ({ id: '1', call_id: '1', role: 'customer', state: 'connected', device: 'trunk', person_id: null, trunk_id: null, name: '', agent_number: '', number: '', held: false, muted: false, silent: false, away: false, supervision: null, began_at: '', answered_at: null, ended_at: null, ending: null, quality: null, ...fields })
const call = (parties: Partial<Party>[], fields: Partial<Call> = {}) => ({ id: '1', kind: 'inbound', state: 'talking', number: '138****8000', called_number: '95500', province: '上海', city: '上海', queue_name: '热线', queue_name_en: '', queue_id: '7', choices: [], help_asked_at: null, began_at: '2026-01-01', parties: parties.map((one, index) => party({ id: String(index), ...one })), ...fields }) as unknown as Call
const customer = { role: 'customer', number: '138****8000' } as const
const me = { role: 'agent', person_id: 'me', name: '方小安' } as const
const xu = { role: 'colleague', person_id: 'xu', name: '许文静' } as const

describe('a call', () => {
  it('is called by its number and region, each word once', () => {
    expect(callerWords(call([]), '未显示')).toBe('138****8000 上海')
    expect(callerWords({ number: '', province: '', city: '' }, '未显示')).toBe('未显示')
    expect(otherWords(call([xu, me], { province: '', city: '' }), 'me', '')).toBe('许文静')
  })

  it('says where menus have led', () => {
    expect(chosenOf({ choices: [{ menu: '选择城市', key: '1', leads_to: '望江市' }, { menu: '主菜单', key: '2', leads_to: '' }] })).toBe('望江市 › 主菜单 2')
    expect(chosenOf({ choices: [] })).toBe('')
  })

  it('consults while one waits and another is there, and joins once the other has answered', () => {
    const rings = call([{ ...customer, held: true }, me, { ...xu, state: 'ringing' }])
    expect([isConsulting(rings, 'me'), canJoin(rings, 'me'), canComplete(rings, 'me')]).toEqual([true, false, false])
    const asks = call([{ ...customer, held: true }, me, xu])
    expect([isConsulting(asks, 'me'), canJoin(asks, 'me'), canComplete(asks, 'me')]).toEqual([true, true, true])
    expect(isHeld(asks, 'me')).toBe(false)
    const conference = call([customer, me, xu])
    expect([isConsulting(conference, 'me'), canJoin(conference, 'me'), canComplete(conference, 'me')]).toEqual([false, false, true])
    expect(isHeld(call([{ ...customer, held: true }, me]), 'me')).toBe(true)
  })

  it('lets those be taken out who were called in, and nobody by a supervisor', () => {
    const it = call([customer, me, xu])
    expect(it.parties.map((one) => mayDrop(it, one, 'me'))).toEqual([false, false, true])
    const heard = call([customer, { ...me, role: 'supervisor' }, xu])
    expect(heard.parties.some((one) => mayDrop(heard, one, 'me'))).toBe(false)
  })

  it('tells how good a line is', () => {
    const quality = (mos: number) => ({ mos, loss_percent: 0, jitter_ms: 1, round_trip_ms: null })
    expect([4.4, 3.9, 3.5, 2].map((mos) => qualityBars(quality(mos)))).toEqual([4, 3, 2, 1])
    expect([4.4, 3.5, 2].map((mos) => qualityTone(quality(mos)))).toEqual(['success', 'warning', 'danger'])
    expect(worstQuality(call([{ ...customer, quality: quality(3) }, { ...me, quality: quality(4) }]))?.mos).toBe(3)
  })

  it('stands first while its agent asks for help', () => {
    const calls = [call([], { id: '1', began_at: '2026-01-01' }), call([], { id: '2', began_at: '2026-01-02', help_asked_at: '2026-01-02' })]
    expect(inOrder(calls).map(({ id }) => id)).toEqual(['2', '1'])
    const all = { q: '', queue_id: '', state: '', help: '' }
    expect(calls.filter((one) => fits(one, { ...all, help: 'yes' })).length).toBe(1)
    expect(fits(call([xu]), { ...all, q: '许文 热线' })).toBe(true)
    expect(fits(call([xu]), { ...all, q: '王' })).toBe(false)
  })
})
