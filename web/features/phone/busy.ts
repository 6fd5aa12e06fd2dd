// One thing at a time is asked of the exchange; what it refuses is said.
import { ref } from 'vue'
import { toast } from '@/shared/ui/toasts'

export function useBusy() {
  const isBusy = ref(false)
  async function run(work: () => Promise<unknown>): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    await work().catch(toast.failed)
    isBusy.value = false
  }
  return { isBusy, run }
}
