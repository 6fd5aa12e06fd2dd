// An object that is edited beside its list.
import { createApp, defineComponent, h, nextTick, shallowRef, type App } from 'vue'
import { createMemoryHistory, createRouter, RouterView, type Router } from 'vue-router'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { installI18n } from '@/shared/i18n'
import { toasts } from '@/shared/ui/toasts'
import { keepDraft } from '../drafts'
import { useEditing, type Editing } from '../editing'

interface Fields {
  centre_id: string
  name: string
}
type Thing = Fields & { id: string; version: number; updated_at: string }
const thing = (id: string, name: string, version = 3): Thing => ({ id, version, updated_at: '', centre_id: '1', name })

const create = vi.fn((fields: Fields, _once: string) => Promise.resolve({ ...thing('9', fields.name, 1) }))
const fetched = vi.fn((id: string) => Promise.resolve(thing(id, '甲班')))
const items = shallowRef<ReadonlyMap<string, Thing>>(new Map())
let mine: string[] // the centres in which one may edit
let editing: Editing<Fields, Thing>
let router: Router
let app: App

const Page = defineComponent(() => {
  editing = useEditing<Fields, Thing>({
    name: 'things',
    schema: 'TeamFields',
    blank: () => ({ centre_id: '1', name: '' }),
    fieldsOf: ({ centre_id, name }) => ({ centre_id, name }),
    api: { create, save: (id, fields, version) => Promise.resolve({ ...thing(id, fields.name, version + 1) }), fetch: fetched },
    items,
    mayEdit: (object) => object === null || mine.includes(object.centre_id),
    list: 'things',
    one: 'thing',
  })
  return () => h('p')
})

async function open(path: string): Promise<void> {
  router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/things', name: 'things', component: { render: () => h(RouterView) }, children: [{ path: ':id', name: 'thing', component: Page }] }],
  })
  await router.push(path)
  app = createApp({ render: () => h(RouterView) })
  installI18n(app)
  app.use(router)
  app.mount(document.createElement('div'))
  await vi.waitFor(() => expect(editing.isLoading).toBe(false))
}

beforeEach(() => {
  mine = ['1']
  items.value = new Map()
  create.mockClear()
  toasts.splice(0)
})
afterEach(() => app.unmount())

describe('an object that is edited at an address of its own', () => {
  it('is new at “new”, and has its address, and the filters of the list, once it is made', async () => {
    await open('/things/new?centre=1')
    editing.form.model.name = '乙班'
    await editing.save()
    expect(create.mock.lastCall?.[0]).toEqual({ centre_id: '1', name: '乙班' })
    await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/things/9?centre=1'))
    expect(toasts.map(({ text }) => text)).toEqual(['已新建'])
  })
  it('goes back to the list with its filters', async () => {
    await open('/things/1?centre=1')
    editing.close()
    await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/things?centre=1'))
  })
  it('may be edited where it belongs, and nowhere else', async () => {
    mine = ['2']
    await open('/things/1')
    expect(editing.form.isReadonly).toBe(true)
    app.unmount()
    mine = ['1']
    await open('/things/1')
    expect(editing.form.isReadonly).toBe(false)
  })
  it('begins with the draft that is kept of it, though what one may do is known with the object alone', async () => {
    keepDraft('things/1', { fields: { centre_id: '1', name: '写了一半' }, base: { centre_id: '1', name: '甲班' }, version: 3 })
    await open('/things/1')
    expect(editing.form.model.name).toBe('写了一半')
    expect(editing.form.hasDraft).toBe(true)
  })
  it('is gone when the list has it no more', async () => {
    items.value = new Map([['1', thing('1', '甲班')]])
    await open('/things/1')
    items.value = new Map()
    await nextTick()
    expect(editing.isGone).toBe(true)
  })
})
