import { effectScope, nextTick, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '@/shared/api'
import { useEditForm, type EditForm } from '../edit_form'

interface Fields {
  centre_id: string
  department_id: string | null
  name: string
  leader_id: string | null
}
type Team = Fields & { id: string; version: number; updated_at: string }

// The server: one team, edits with versions.
let stored: Team
let refusal: Problem | null
const fieldsOf = ({ centre_id, department_id, name, leader_id }: Team): Fields => ({ centre_id, department_id, name, leader_id })
const stale = () => new Problem({ status: 412, code: 'stale', key: 'stale', message: 'stale' })
const create = vi.fn((fields: Fields, _once: string): Promise<Team> => Promise.resolve({ ...fields, id: '9', version: 1, updated_at: '' }))
const save = vi.fn((_id: string, fields: Fields, version: number): Promise<Team> => {
  if (refusal) return Promise.reject(refusal)
  if (version !== stored.version) return Promise.reject(stale())
  stored = { ...stored, ...fields, version: version + 1 }
  return Promise.resolve({ ...stored })
})
const elsewhere = (change: Partial<Fields>) => (stored = { ...stored, ...change, version: stored.version + 1 })

let scope: EffectScope
let form: EditForm<Fields, Team>
function open(name = 'teams/1'): EditForm<Fields, Team> {
  scope = effectScope()
  // provide() outside of a component only warns; fields are not part of these tests.
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  form = scope.run(() =>
    useEditForm<Fields, Team>({
      name,
      schema: 'TeamFields',
      blank: () => ({ centre_id: '1', department_id: null, name: '', leader_id: null }),
      fieldsOf,
      create,
      save,
      fetch: () => Promise.resolve({ ...stored }),
    }),
  )!
  return form
}

beforeEach(() => {
  vi.useFakeTimers()
  refusal = null
  stored = { id: '1', version: 3, updated_at: '', centre_id: '1', department_id: null, name: '甲班', leader_id: null }
  create.mockClear()
  save.mockClear()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

describe('an edit form', () => {
  it('is dirty only while something differs from what was loaded', () => {
    open().start(stored)
    expect(form.isDirty).toBe(false)
    form.model.name = '乙班'
    expect(form.isDirty).toBe(true)
    form.model.name = '甲班'
    expect(form.isDirty).toBe(false)
  })

  it('saves with the version that was seen, and goes on with the new one', async () => {
    open().start(stored)
    form.model.name = '乙班'
    expect((await form.submit())?.version).toBe(4)
    expect(save).toHaveBeenCalledWith('1', expect.objectContaining({ name: '乙班' }), 3)
    expect(form.isDirty).toBe(false)
    form.model.name = '丙班'
    await form.submit()
    expect(save).toHaveBeenLastCalledWith('1', expect.anything(), 4)
  })

  it('repeats a creation under the same key, so that it happens once', async () => {
    open('teams/new').start(null)
    form.model.name = '新班'
    create.mockRejectedValueOnce(new Problem({ status: 0, code: 'network', key: 'network', message: '' }))
    await form.submit()
    await form.submit()
    expect(create.mock.calls[0]?.[1]).toBe(create.mock.calls[1]?.[1])
  })

  it('puts faults at the paths that the server names', async () => {
    open().start(stored)
    form.model.name = '重名'
    refusal = new Problem({ status: 422, code: 'invalid', key: 'invalid', message: 'x', faults: [{ path: '/name', code: 'taken', message: '已被使用' }] })
    expect(await form.submit()).toBeNull()
    expect(form.faults).toEqual({ '/name': '已被使用' })
    expect(form.isDirty).toBe(true)
  })

  it('shows both sides of a lost update, and saves what was chosen on top of theirs', async () => {
    open().start(stored)
    form.model.name = '我的班'
    elsewhere({ name: '他的班', leader_id: '5' })
    expect(await form.submit()).toBeNull()
    expect(form.conflict?.theirs).toMatchObject({ name: '他的班', leader_id: '5' })
    const saved = await form.resolve({ name: 'mine', leader_id: 'theirs' })
    expect(saved).toMatchObject({ name: '我的班', leader_id: '5', version: 5 })
    expect(form.conflict).toBeNull()
    expect(form.isDirty).toBe(false)
  })

  it('asks the server nothing when all of theirs was taken', async () => {
    open().start(stored)
    form.model.name = '我的班'
    elsewhere({ name: '他的班' })
    await form.submit()
    save.mockClear()
    await form.resolve({ name: 'theirs' })
    expect(save).not.toHaveBeenCalled()
    expect(form.model.name).toBe('他的班')
    expect(form.isDirty).toBe(false)
  })

  it('asks again when yet another edit came between', async () => {
    open().start(stored)
    form.model.name = '我的班'
    elsewhere({ name: '他的班' })
    await form.submit()
    elsewhere({ name: '第三人的班' })
    expect(await form.resolve({ name: 'mine' })).toBeNull()
    expect(form.conflict?.theirs.name).toBe('第三人的班')
  })

  it('takes a newer version silently while nothing was changed, and gives notice otherwise', () => {
    open().start(stored)
    form.seen({ ...elsewhere({ name: '改过' }) })
    expect(form.model.name).toBe('改过')
    form.model.leader_id = '7'
    form.seen({ ...elsewhere({ name: '又改' }) })
    expect(form.newer?.name).toBe('又改')
    expect(form.model.name).toBe('改过')
  })

  it('ignores what it knows already', () => {
    open().start(stored)
    form.model.name = '乙班'
    form.seen({ ...stored })
    expect(form.newer).toBeNull()
  })

  it('keeps a draft and brings it back', async () => {
    open().start(stored)
    form.model.name = '没写完'
    await nextTick()
    vi.advanceTimersByTime(1000)
    scope.stop()
    open().start(stored)
    expect(form.model.name).toBe('没写完')
    expect(form.hasDraft).toBe(true)
    form.discard()
    expect(form.model.name).toBe('甲班')
    scope.stop()
    open().start(stored)
    expect(form.hasDraft).toBe(false)
  })

  it('settles a draft with what was saved since', async () => {
    open().start(stored)
    form.model.name = '没写完'
    scope.stop()
    elsewhere({ leader_id: '5' })
    open().start(stored)
    expect(form.newer).not.toBeNull()
    await form.submit()
    expect(form.conflict).toMatchObject({ mine: { name: '没写完', leader_id: null }, theirs: { name: '甲班', leader_id: '5' } })
    await form.resolve({ name: 'mine', leader_id: 'theirs' })
    expect(stored).toMatchObject({ name: '没写完', leader_id: '5' })
  })

  it('leaves no draft behind after saving', async () => {
    open().start(stored)
    form.model.name = '乙班'
    await form.submit()
    vi.advanceTimersByTime(1000)
    expect(sessionStorage.length).toBe(0)
  })

  it('changes nothing when it may only be read', async () => {
    open()
    form.isReadonly = true
    form.start(stored)
    form.model.name = '乙班'
    expect(form.isDirty).toBe(false)
    expect(await form.submit()).toBeNull()
    expect(save).not.toHaveBeenCalled()
  })
})
