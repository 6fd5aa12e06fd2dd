// The life of one edit: begin with an object (or none), change, keep a draft, save with the version, show the
// server's faults at their fields, and settle with whoever saved first.
import { computed, inject, onScopeDispose, provide, reactive, ref, shallowRef, toValue, watch, type InjectionKey, type MaybeRefOrGetter } from 'vue'
import { asProblem, limitsOf, type FieldLimit, type LimitedSchema, type Problem, type Versioned } from '@/shared/api'
import { text } from '@/shared/i18n'
import { dropDraft, findDraft, keepDraft } from './drafts'
import { copyOf, isSame, merged, type Choices } from './merge'

export interface Conflict<F> {
  base: F
  mine: F
  theirs: F
  version: number
}

export interface EditFormOptions<F extends object, O extends Versioned> {
  // Names the draft: "people/42", "people/new".
  name: MaybeRefOrGetter<string>
  schema: LimitedSchema
  blank: () => F
  fieldsOf: (object: O) => F
  create: (fields: F, once: string) => Promise<O>
  save: (id: string, fields: F, version: number) => Promise<O>
  fetch: (id: string) => Promise<O>
}

// What fields ask of the form that they stand in.
export interface FormContext {
  faultAt: (path: string) => string | undefined
  clear: (path: string) => void
  claim: (path: string) => () => void
  limitAt: (path: string) => FieldLimit | undefined
  readonly isReadonly: boolean
}
const contextKey: InjectionKey<FormContext> = Symbol('form')
export const useFormContext = () => inject(contextKey, null)

const DRAFT_PAUSE_MS = 250

export function useEditForm<F extends object, O extends Versioned>(options: EditFormOptions<F, O>) {
  const model = reactive(options.blank()) as F
  const base = shallowRef<F>(options.blank())
  const object = shallowRef<O | null>(null)
  const version = ref<number | null>(null)
  const isSaving = ref(false)
  const isReadonly = ref(false)
  const hasDraft = ref(false)
  const faults = ref<Record<string, string>>({})
  const problem = shallowRef<Problem | null>(null)
  const newer = shallowRef<O | null>(null) // somebody saved while we edit
  const conflict = shallowRef<Conflict<F> | null>(null)
  const claimed = reactive(new Map<string, number>())
  let once = crypto.randomUUID()
  let isStarting = false // while the model is exchanged, nobody is editing
  let name = toValue(options.name)

  const isDirty = computed(() => !isReadonly.value && !isSame(model, base.value))
  const limits = limitsOf(options.schema)

  function replaceModel(fields: F): void {
    Object.assign(model, copyOf(fields))
  }

  function start(from: O | null): void {
    isStarting = true
    name = toValue(options.name)
    object.value = from
    base.value = from ? options.fieldsOf(from) : options.blank()
    version.value = from?.version ?? null
    newer.value = conflict.value = problem.value = null
    faults.value = {}
    hasDraft.value = false
    once = crypto.randomUUID()
    replaceModel(base.value)
    restore(from)
    isStarting = false
  }

  // A draft of an older version keeps what it began with, so that saving it settles both sides.
  function restore(from: O | null): void {
    const draft = isReadonly.value ? null : findDraft<F>(name)
    if (!draft || (from === null) !== (draft.version === null) || isSame(draft.fields, base.value)) return
    if (from && draft.version !== from.version) {
      newer.value = from
      base.value = draft.base
      version.value = draft.version
    }
    replaceModel({ ...base.value, ...draft.fields })
    hasDraft.value = true
  }

  function discard(): void {
    dropDraft(name)
    const latest = newer.value ?? object.value
    start(latest)
  }

  // Tells the form of the object as it is now (live, or fetched again).
  function seen(now: O): void {
    if (object.value?.id !== now.id || now.version <= (version.value ?? 0)) return
    if (isDirty.value) newer.value = now
    else start(now)
  }

  let draftTimer = 0
  watch(
    () => (isDirty.value ? JSON.stringify(model) : ''),
    (now) => {
      if (isStarting) return
      clearTimeout(draftTimer)
      if (now === '') {
        hasDraft.value = false
        dropDraft(name)
        return
      }
      const draft = { fields: copyOf(model), base: base.value, version: version.value }
      const draftName = name
      draftTimer = window.setTimeout(() => isDirty.value && keepDraft(draftName, draft), DRAFT_PAUSE_MS)
    },
    { flush: 'sync' },
  )
  onScopeDispose(() => {
    clearTimeout(draftTimer)
    if (isDirty.value) keepDraft(name, { fields: copyOf(model), base: base.value, version: version.value })
  })

  // What we can say without asking: a field that must not be empty is.
  function checkRequired(): boolean {
    const missing: Record<string, string> = {}
    for (const [field, limit] of Object.entries(limits)) {
      const value = (model as Record<string, unknown>)[field]
      const isEmpty = value === '' || value === null || (Array.isArray(value) && value.length === 0)
      if (isEmpty && (limit?.minLength ?? 0) > 0 && claimed.has(`/${field}`)) missing[`/${field}`] = text('app.form.required')
    }
    faults.value = missing
    return Object.keys(missing).length === 0
  }

  async function submit(): Promise<O | null> {
    if (isSaving.value || isReadonly.value) return null
    problem.value = null
    if (!checkRequired()) return null
    isSaving.value = true
    try {
      const fields = copyOf(model)
      const saved = object.value ? await options.save(object.value.id, fields, version.value ?? 0) : await options.create(fields, once)
      dropDraft(name)
      clearTimeout(draftTimer)
      start(saved)
      return saved
    } catch (thrown) {
      await refused(asProblem(thrown))
      return null
    } finally {
      isSaving.value = false
    }
  }

  async function refused(reason: Problem): Promise<void> {
    if (reason.isStale && object.value) return settle(object.value.id)
    faults.value = Object.fromEntries(reason.faults.map((fault) => [fault.path, fault.message]))
    problem.value = reason
  }

  async function settle(id: string): Promise<void> {
    try {
      const latest = await options.fetch(id)
      newer.value = latest
      conflict.value = { base: base.value, mine: copyOf(model), theirs: options.fieldsOf(latest), version: latest.version }
    } catch (thrown) {
      problem.value = asProblem(thrown)
    }
  }

  // Saves again with what was chosen of each side, on top of what they saved.
  async function resolve(choices: Choices): Promise<O | null> {
    const open = conflict.value
    if (!open) return null
    const result = merged(open.mine, open.theirs, choices)
    conflict.value = null
    if (newer.value) object.value = newer.value
    base.value = open.theirs
    version.value = open.version
    newer.value = null
    replaceModel(result)
    if (isDirty.value) return submit()
    dropDraft(name)
    return object.value
  }

  const context: FormContext = {
    faultAt: (path) => faults.value[path],
    clear: (path) => {
      if (path in faults.value) faults.value = Object.fromEntries(Object.entries(faults.value).filter(([key]) => key !== path))
    },
    claim: (path) => {
      claimed.set(path, (claimed.get(path) ?? 0) + 1)
      return () => {
        const left = (claimed.get(path) ?? 1) - 1
        if (left === 0) claimed.delete(path)
        else claimed.set(path, left)
      }
    },
    limitAt: (path) => limits[path.slice(1)],
    get isReadonly() {
      return isReadonly.value
    },
  }
  provide(contextKey, context)

  // Faults that no field on the page shows.
  const strayFaults = computed(() => Object.entries(faults.value).filter(([path]) => !claimed.has(path)))

  return reactive({
    model,
    object,
    base,
    isDirty,
    isSaving,
    isReadonly,
    hasDraft,
    faults,
    strayFaults,
    problem,
    newer,
    conflict,
    start,
    seen,
    discard,
    submit,
    settle: () => (object.value ? settle(object.value.id) : Promise.resolve()),
    resolve,
    dismissConflict: () => (conflict.value = null),
  }) as unknown as EditForm<F, O>
}

export interface EditForm<F extends object, O extends Versioned> {
  readonly model: F
  readonly object: O | null
  readonly base: F
  readonly isDirty: boolean
  readonly isSaving: boolean
  isReadonly: boolean
  readonly hasDraft: boolean
  faults: Record<string, string>
  readonly strayFaults: [string, string][]
  problem: Problem | null
  readonly newer: O | null
  readonly conflict: Conflict<F> | null
  start: (from: O | null) => void
  seen: (now: O) => void
  discard: () => void
  submit: () => Promise<O | null>
  settle: () => Promise<void>
  resolve: (choices: Choices) => Promise<O | null>
  dismissConflict: () => void
}
