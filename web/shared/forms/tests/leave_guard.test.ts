import { describe, expect, it, vi } from 'vitest'
import { asked, type Answer } from '@/shared/ui/confirmations'
import { mayLeave } from '../leave_guard'

async function answered(answer: Answer) {
  const form = { isDirty: true, discard: vi.fn() }
  const leaving = mayLeave(form)
  asked.value!.answer(answer)
  return { isLeft: await leaving, isDiscarded: form.discard.mock.calls.length > 0 }
}

describe('leaving what is not saved', () => {
  it('is not asked about when nothing was changed', async () => {
    expect(await mayLeave({ isDirty: false, discard: vi.fn() })).toBe(true)
    expect(asked.value).toBeNull()
  })
  it('stays and keeps everything when the question is dismissed', async () => expect(await answered('dismiss')).toEqual({ isLeft: false, isDiscarded: false }))
  it('stays when one says so', async () => expect(await answered('confirm')).toEqual({ isLeft: false, isDiscarded: false }))
  it('leaves and keeps the draft when one says so', async () => expect(await answered('other')).toEqual({ isLeft: true, isDiscarded: false }))
  it('throws the changes away only when one says so', async () => expect(await answered('cancel')).toEqual({ isLeft: true, isDiscarded: true }))
  it('throws nothing away when a second question takes the place of the first', async () => {
    const first = { isDirty: true, discard: vi.fn() }
    const leaving = mayLeave(first)
    void mayLeave({ isDirty: true, discard: vi.fn() })
    expect(await leaving).toBe(false)
    expect(first.discard).not.toHaveBeenCalled()
    asked.value!.answer('dismiss')
  })
})
