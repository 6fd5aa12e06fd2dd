// A live list beside which one of its rows opens.
import { createApp, h, nextTick, ref, shallowRef, type App, type Component } from 'vue'
import { createMemoryHistory, createRouter, RouterView, type Router } from 'vue-router'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installI18n } from '@/shared/i18n'
import LiveList from '../LiveList.vue'

interface Row {
  id: string
  name: string
}
const rows = shallowRef<Row[]>([])
const isFiltered = ref(false)
const live = { isReady: ref(true), refusal: ref<{ code: string; key: string; message: string } | null>(null), isFlashing: () => false }
let cleared = 0
let app: App
let host: HTMLElement
let router: Router

const List = {
  setup: () => () =>
    h(
      LiveList as Component,
      { label: '队列', columns: [{ key: 'name', label: '名称' }], rows: rows.value, live, one: 'row', isFiltered: isFiltered.value, icon: 'i', emptyTitle: '还没有队列', onClear: () => (cleared += 1) },
      { name: ({ row }: { row: Row }) => row.name },
    ),
}

beforeEach(async () => {
  rows.value = []
  isFiltered.value = false
  live.isReady.value = true
  live.refusal.value = null
  cleared = 0
  router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/rows', component: List, children: [{ path: ':id', name: 'row', component: { render: () => h('aside', 'panel') } }] }] })
  await router.push('/rows?q=a')
  host = document.createElement('div')
  app = createApp({ render: () => h(RouterView) })
  installI18n(app)
  app.use(router)
  app.mount(host)
})
afterEach(() => app.unmount())

describe('a live list', () => {
  it('opens a row beside it and keeps its filters', async () => {
    rows.value = [{ id: '7', name: '在线' }]
    await nextTick()
    const link = host.querySelector('a')!
    expect([link.textContent, link.getAttribute('href')]).toEqual(['在线', '/rows/7?q=a'])
    await router.push('/rows/7?q=a')
    expect(host.querySelector('aside')?.textContent).toBe('panel')
    expect(host.querySelector('tr.is-selected')).not.toBeNull()
  })
  it('says that there is nothing yet', () => expect(host.textContent).toContain('还没有队列'))
  it('says that nothing fits its filters, and clears them', async () => {
    isFiltered.value = true
    await nextTick()
    expect(host.textContent).not.toContain('还没有队列')
    host.querySelector<HTMLElement>('.state-view button')!.click()
    expect(cleared).toBe(1)
  })
  it('says why it was refused, and not that it is empty', async () => {
    live.isReady.value = false
    live.refusal.value = { code: 'forbidden', key: 'forbidden', message: '没有权限' }
    await nextTick()
    expect(host.querySelector('[role="alert"]')?.textContent).toContain('没有权限')
    expect(host.textContent).not.toContain('还没有队列')
  })
  it('is neither empty nor refused while it is loaded', async () => {
    live.isReady.value = false
    await nextTick()
    expect(host.querySelector('.state-view')).toBeNull()
  })
})
