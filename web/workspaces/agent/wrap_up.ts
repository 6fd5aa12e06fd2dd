// The writing up of one entry: its clock, more time, finishing, and saving what was written when time runs out or the
// entry goes.
import { computed, onBeforeUnmount, ref, watch } from 'vue'
import { useSeconds } from '@/shared/clock'
import { useText } from '@/shared/i18n'
import { ask } from '@/shared/ui/confirmations'
import { toast } from '@/shared/ui/toasts'
import { workApi } from './api'
import { secondsLeft } from './countdown'
import { useDesk } from './desk'
import type { Entry } from './work_list'

const SAVE_BEFORE_END_SECONDS = 2

// The form of the record, as far as it is needed here.
export interface RecordDraft {
  save: () => Promise<boolean>
  isDirty: () => boolean
  hasDisposition: () => boolean
}

// `isGone`: when what shows the entry goes, whether the entry went too.
export function useWrapUp(entry: () => Entry, record: () => RecordDraft | null, isGone: () => boolean) {
  const { t } = useText()
  const desk = useDesk()
  const now = useSeconds()
  const work = () => entry().work
  const isBusy = ref(false)
  async function run(action: () => Promise<unknown>): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    await action().catch(toast.failed)
    isBusy.value = false
  }
  const isWrapUp = computed(() => entry().kind === 'wrap_up')
  const left = computed(() => secondsLeft(work()?.wrap_up_until, now.value))
  const canExtend = computed(() => isWrapUp.value && work()?.extended === false)
  const extend = () => run(() => workApi.extend(work()!.id))

  // Asked once: who finishes again without a disposition means it.
  let wasAsked = false
  async function finish(): Promise<void> {
    if (!isWrapUp.value) return
    const form = record()
    if (form && !form.hasDisposition() && !wasAsked) {
      wasAsked = true
      const answer = await ask({ title: t('workspace.wrap_up.no_disposition'), text: t('workspace.wrap_up.no_disposition_text'), confirm: t('workspace.wrap_up.fill'), other: t('workspace.wrap_up.finish_anyway') })
      if (answer !== 'other') return
    }
    await run(async () => {
      if (record()?.isDirty() && !(await record()!.save())) return
      await workApi.finish(work()!.id)
    })
  }
  async function saveQuietly(): Promise<void> {
    if (record()?.isDirty() && (await record()!.save())) toast.note(t('workspace.wrap_up.saved'))
  }
  watch(left, (seconds) => {
    if (isWrapUp.value && seconds === SAVE_BEFORE_END_SECONDS) void saveQuietly()
  })
  onBeforeUnmount(() => {
    if (desk.person !== '' && isGone()) void saveQuietly()
  })
  return { isBusy, isWrapUp, left, canExtend, extend, finish }
}
