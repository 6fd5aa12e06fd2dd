// Microphone and speaker: which were chosen on this machine, and how loud something is. Pure but for the browser's store.

export interface Chosen {
  microphone: string // the browser's id of the device; "": the system's own
  speaker: string
  autoAnswer: boolean // calls are taken by themselves, after a tone
  queue: string // for which one calls out; "": the first of one's own centre
}
const KEY = 'yingda.phone.devices'

export function chosenDevices(): Chosen {
  let kept: Partial<Chosen> = {}
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Chosen>
  } catch {
    // As if nothing was chosen.
  }
  const word = (value: unknown) => (typeof value === 'string' ? value : '')
  return { microphone: word(kept.microphone), speaker: word(kept.speaker), autoAnswer: kept.autoAnswer === true, queue: word(kept.queue) }
}

export function keepDevices(chosen: Chosen): void {
  localStorage.setItem(KEY, JSON.stringify(chosen))
}

// What is asked of the browser for calls. A device that is gone is no reason to have none.
export function microphoneWish(id: string): MediaStreamConstraints {
  return { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...(id ? { deviceId: { ideal: id } } : {}) } }
}

// From -60 dB, which is a quiet room, to full: 0 to 100.
export function loudness(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const decibels = 20 * Math.log10(Math.sqrt(sum / Math.max(1, samples.length)) || 1e-6)
  return Math.round(Math.min(100, Math.max(0, ((decibels + 60) / 60) * 100)))
}

export type MicrophoneProblem = 'insecure' | 'denied' | 'none' | 'busy' | 'other'
// Why there is no microphone, by the name of what the browser threw.
export function problemOf(name: string): MicrophoneProblem {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none'
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy'
  return 'other'
}
