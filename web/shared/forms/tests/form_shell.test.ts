// The keys of a form, whatever field one stands in.
import { createApp, defineComponent, h, nextTick, type App } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { installI18n } from '@/shared/i18n'
import { useEditForm, type EditForm } from '../edit_form'
import FormShell from '../FormShell.vue'
import NumberField from '../NumberField.vue'
import SelectField from '../SelectField.vue'
import TextField from '../TextField.vue'

interface Fields {
  name: string
  channel: string
  most: number
}
type Thing = Fields & { id: string; version: number; updated_at: string }

const save = vi.fn((_id: string, fields: Fields, version: number): Promise<Thing> => Promise.resolve({ ...fields, id: '1', version: version + 1, updated_at: '' }))
let form: EditForm<Fields, Thing>
let app: App
let host: HTMLElement

const Page = defineComponent(() => {
  form = useEditForm<Fields, Thing>({
    name: 'things/1',
    schema: 'TeamFields',
    blank: () => ({ name: '', channel: '', most: 0 }),
    fieldsOf: ({ name, channel, most }) => ({ name, channel, most }),
    create: (fields) => Promise.resolve({ ...fields, id: '1', version: 1, updated_at: '' }),
    save,
    fetch: () => Promise.reject(new Error('not asked for')),
  })
  form.start({ id: '1', version: 3, updated_at: '', name: '在线', channel: 'webchat', most: 3 })
  const choices = ['webchat', 'voice'].map((value) => ({ value, label: value }))
  return () =>
    h(FormShell<Fields, Thing>, { form, label: '表单', fields: {} as never }, () => [
      h(TextField, { path: '/name', label: '名称', modelValue: form.model.name, 'onUpdate:modelValue': (value: string) => (form.model.name = value) }),
      h(SelectField<string>, { path: '/channel', label: '渠道', choices, searchable: true, modelValue: form.model.channel, 'onUpdate:modelValue': (value: string) => (form.model.channel = value) }),
      h('p', { 'data-path': '/late' }, h('input', { onKeydown: () => (form.model.name = '写下') })),
      h(NumberField, { path: '/most', label: '上限', modelValue: form.model.most, 'onUpdate:modelValue': (value: number) => (form.model.most = value) }),
    ])
})

beforeEach(() => {
  save.mockClear()
  host = document.body.appendChild(document.createElement('div'))
  app = createApp(Page)
  installI18n(app)
  app.mount(host)
})
afterEach(() => {
  app.unmount()
  host.remove()
})

function press(path: string, keys: KeyboardEventInit) {
  const field = host.querySelector<HTMLInputElement>(`[data-path="${path}"] input`)!
  field.focus()
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true, ...keys }))
}

describe('a form', () => {
  it.each(['/name', '/channel', '/most'])('is saved by Ctrl+Enter from the field %s', async (path) => {
    form.model.channel = 'voice' // picked
    await nextTick()
    press(path, { ctrlKey: true })
    expect(save).toHaveBeenCalledExactlyOnceWith('1', { name: '在线', channel: 'voice', most: 3 }, 3)
  })
  it('is saved with what its field writes down at Enter', () => {
    press('/late', { ctrlKey: true })
    expect(save).toHaveBeenCalledExactlyOnceWith('1', { name: '写下', channel: 'webchat', most: 3 }, 3)
  })
  it('leaves Enter alone to a select', () => {
    press('/channel', {})
    expect(save).not.toHaveBeenCalled()
  })
})
