// Two short sounds, made here: no file to fetch. A browser makes no sound before somebody touched the page.
let context: AudioContext | null = null

interface Tone {
  at: number // seconds
  hertz: number
  seconds: number
}
const SOUNDS = {
  offer: [
    { at: 0, hertz: 660, seconds: 0.16 },
    { at: 0.18, hertz: 880, seconds: 0.16 },
    { at: 0.5, hertz: 660, seconds: 0.16 },
    { at: 0.68, hertz: 880, seconds: 0.22 },
  ],
  message: [{ at: 0, hertz: 740, seconds: 0.12 }],
} as const satisfies Record<string, readonly Tone[]>
export type Sound = keyof typeof SOUNDS

export const isUnlocked = () => context?.state === 'running'

export async function unlock(): Promise<boolean> {
  if (typeof AudioContext === 'undefined') return false
  context ??= new AudioContext()
  if (context.state === 'suspended') await context.resume().catch(() => undefined)
  return isUnlocked()
}

export function play(sound: Sound): void {
  if (!context || context.state !== 'running') return
  for (const tone of SOUNDS[sound]) {
    const begin = context.currentTime + tone.at
    const source = context.createOscillator()
    const loudness = context.createGain()
    source.frequency.value = tone.hertz
    loudness.gain.setValueAtTime(0, begin)
    loudness.gain.linearRampToValueAtTime(0.16, begin + 0.015)
    loudness.gain.exponentialRampToValueAtTime(0.001, begin + tone.seconds)
    source.connect(loudness).connect(context.destination)
    source.start(begin)
    source.stop(begin + tone.seconds + 0.05)
  }
}
