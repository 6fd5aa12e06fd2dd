// One sound at a time, as callers would hear it.
import { onScopeDispose, ref } from 'vue'
import { toast } from '@/shared/ui/toasts'

export function useSound() {
  const playing = ref('') // what is heard, by the name that its button gave
  let audio: HTMLAudioElement | null = null

  function stop(): void {
    audio?.pause()
    if (audio?.src.startsWith('blob:')) URL.revokeObjectURL(audio.src)
    audio = null
    playing.value = ''
  }
  async function play(name: string, source: () => Promise<Blob>): Promise<void> {
    const isSame = playing.value === name
    stop()
    if (isSame) return
    playing.value = name
    try {
      const bytes = await source()
      if (playing.value !== name) return
      audio = new Audio(URL.createObjectURL(bytes))
      audio.onended = stop
      await audio.play()
    } catch (thrown) {
      stop()
      toast.failed(thrown)
    }
  }
  onScopeDispose(stop)
  return { playing, play, stop }
}
