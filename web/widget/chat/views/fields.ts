// The site's own questions, and the text, as fields with their faults. Shared by the form before a chat and the
// message left when nobody is there.
import { h, say } from '../dom'
import { LONGEST_ANSWER, LONGEST_TEXT, type FormField } from '../protocol'
import type { Visit } from '../visit'
import { local, t } from '../words'

type Kinds = Partial<Record<FormField['kind'], string>>
const TYPES: Kinds = { phone: 'tel', email: 'email' }
const COMPLETES: Kinds = { name: 'name', ...TYPES }

function controlOf({ kind, choices }: FormField) {
  if (kind !== 'choice') return h('input', { type: TYPES[kind], maxlength: LONGEST_ANSWER, autocomplete: COMPLETES[kind] })
  return h('select', h('option', { value: '' }, t('choose')), ...choices.map((choice) => h('option', choice)))
}

export function fieldsOf(visit: Visit, textLabel: string, placeholder: string, isTextRequired: boolean) {
  const text = h('textarea', { rows: 4, maxlength: LONGEST_TEXT, placeholder })

  function fieldOf(key: string, label: string, isRequired: boolean, control: ReturnType<typeof controlOf> | typeof text) {
    const fault = h('p.fault', { id: control === text ? 'fault' : `fault-${key}` })
    const mark = (words: string) => {
      say(fault, words)
      control.setAttribute('aria-invalid', String(!!words))
    }
    const update = () => {
      mark(visit.formFaults.get(key) ?? '')
      control.disabled = visit.isBusy
    }
    control.setAttribute('aria-describedby', fault.id)
    control.setAttribute('aria-required', String(isRequired))
    control.addEventListener('input', () => {
      if (control === text) visit.draft = text.value
      else visit.form[key] = control.value
      visit.formFaults.delete(key)
      mark('')
    })
    control.value = control === text ? visit.draft : (visit.form[key] ?? '')
    const name = h('span', label, !isRequired && h('span.hint', ` ${t('optional')}`))
    return { key, control, update, element: h('.field', h('label', name, control), fault) }
  }

  const fields = visit.session!.site.form.map((field) => fieldOf(field.key, local(field.label, field.label_en), field.required, controlOf(field)))
  fields.push(fieldOf('text', textLabel, isTextRequired, text))

  return {
    elements: fields.map((field) => field.element),
    value: () => text.value,
    update: () => fields.forEach((field) => field.update()),
    readDraft() {
      if (document.activeElement !== text) text.value = visit.draft
    },
    focusFault: () => fields.find(({ key }) => visit.formFaults.has(key))?.control.focus(),
  }
}
