// The site's own questions, and the text, as fields with their faults. Shared by the form before a chat and the
// message left when nobody is there.
import { h, setText } from '../dom'
import { LONGEST_ANSWER, LONGEST_TEXT, type FormField } from '../protocol'
import type { Visit } from '../visit'
import { local, t } from '../words'

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

interface Field {
  key: string
  element: HTMLElement
  control: Control
  fault: HTMLElement
}

const TYPES: Partial<Record<FormField['kind'], string>> = { phone: 'tel', email: 'email' }
const COMPLETES: Partial<Record<FormField['kind'], string>> = { name: 'name', phone: 'tel', email: 'email' }

function controlOf(field: FormField, id: string): Control {
  if (field.kind !== 'choice') return h('input', { id, type: TYPES[field.kind] ?? 'text', maxlength: LONGEST_ANSWER, autocomplete: COMPLETES[field.kind] })
  return h('select', { id }, h('option', { value: '' }, t('choose')), ...field.choices.map((choice) => h('option', { value: choice }, choice)))
}

function fieldOf(key: string, label: string, isRequired: boolean, control: Control): Field {
  const fault = h('p', { class: 'fault', id: `${control.id}-fault` })
  fault.hidden = true
  control.setAttribute('aria-describedby', fault.id)
  if (isRequired) control.setAttribute('aria-required', 'true')
  const name = h('label', { for: control.id }, label, h('span', { class: 'hint' }, isRequired ? '' : ` ${t('optional')}`))
  return { key, control, fault, element: h('div', { class: 'field' }, name, control, fault) }
}

export class Fields {
  readonly elements: HTMLElement[]
  private readonly fields: Field[]
  private readonly text: HTMLTextAreaElement

  constructor(
    private readonly visit: Visit,
    textLabel: string,
    placeholder: string,
    isTextRequired: boolean,
  ) {
    this.text = h('textarea', { id: 'field-text', rows: 4, maxlength: LONGEST_TEXT, placeholder })
    const asked = visit.session?.site.form ?? []
    this.fields = [
      ...asked.map((field, at) => fieldOf(field.key, local(field.label, field.label_en), field.required, controlOf(field, `field-${at}`))),
      fieldOf('text', textLabel, isTextRequired, this.text),
    ]
    this.fill()
    for (const field of this.fields) field.control.addEventListener('input', () => this.typed(field))
    this.elements = this.fields.map((field) => field.element)
  }

  get value(): string {
    return this.text.value
  }

  private fill(): void {
    this.text.value = this.visit.draft
    for (const { key, control } of this.fields) if (control !== this.text) control.value = this.visit.form[key] ?? ''
  }
  private typed({ key, control, fault }: Field): void {
    if (control === this.text) this.visit.draft = control.value
    else this.visit.form[key] = control.value
    this.visit.formFaults.delete(key)
    this.mark(control, fault, '')
  }
  private mark(control: Control, fault: HTMLElement, text: string): void {
    setText(fault, text)
    fault.hidden = text === ''
    control.setAttribute('aria-invalid', String(text !== ''))
  }

  update(): void {
    for (const { key, control, fault } of this.fields) {
      this.mark(control, fault, this.visit.formFaults.get(key) ?? '')
      control.disabled = this.visit.isBusy
    }
  }
  // Another tab wrote on.
  readDraft(): void {
    if (document.activeElement !== this.text) this.text.value = this.visit.draft
  }
  focusFault(): void {
    this.fields.find(({ key }) => this.visit.formFaults.has(key))?.control.focus()
  }
}
