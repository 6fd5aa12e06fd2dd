// The microphone while it is tried: how loud it is, and which devices there are. It is let go when the page goes.
import { onScopeDispose, ref, shallowRef } from 'vue'
import { loudness, microphoneWish, problemOf, type MicrophoneProblem } from './devices'

const LOOK_MS = 60

export function useMicrophone() {
  const isOpen = ref(false)
  const level = ref(0)
  const wasHeard = ref(false)
  const problem = ref<MicrophoneProblem | null>(null)
  const microphones = shallowRef<MediaDeviceInfo[]>([])
  const speakers = shallowRef<MediaDeviceInfo[]>([])
  let stream: MediaStream | null = null
  let context: AudioContext | null = null
  let timer = 0
  let attempt = 0

  // Names are told once the microphone was allowed.
  async function list(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? []
    const named = (kind: MediaDeviceKind) => all.filter((one) => one.kind === kind && one.deviceId !== '' && one.deviceId !== 'default')
    microphones.value = named('audioinput')
    speakers.value = named('audiooutput')
  }
  function close(): void {
    attempt++
    clearInterval(timer)
    stream?.getTracks().forEach((track) => track.stop())
    void context?.close()
    stream = null
    context = null
    isOpen.value = false
    level.value = 0
  }
  async function open(id: string): Promise<void> {
    close()
    wasHeard.value = false
    problem.value = null
    // Browsers give microphones to HTTPS and this machine alone.
    if (!navigator.mediaDevices) return void (problem.value = 'insecure')
    const mine = attempt
    try {
      const given = await navigator.mediaDevices.getUserMedia(microphoneWish(id))
      if (mine !== attempt) return given.getTracks().forEach((track) => track.stop())
      stream = given
    } catch (thrown) {
      if (mine === attempt) problem.value = problemOf((thrown as Error).name)
      return
    }
    isOpen.value = true
    context = new AudioContext()
    const analyser = context.createAnalyser()
    analyser.fftSize = 2048
    context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    timer = window.setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      level.value = loudness(samples)
      if (level.value > 35) wasHeard.value = true
    }, LOOK_MS)
    await list()
  }
  const changed = () => void list()
  navigator.mediaDevices?.addEventListener('devicechange', changed)
  void list()
  onScopeDispose(() => {
    navigator.mediaDevices?.removeEventListener('devicechange', changed)
    close()
  })
  return { isOpen, level, wasHeard, problem, microphones, speakers, open, close }
}

// Two notes from the chosen speaker. Done when they were played.
export async function playNotes(speaker: string): Promise<void> {
  const context = new AudioContext()
  const out = context.createMediaStreamDestination()
  const gain = context.createGain()
  gain.gain.value = 0.2
  gain.connect(out)
  const ended = [523.25, 659.25].map((hertz, index) => {
    const note = context.createOscillator()
    note.frequency.value = hertz
    note.connect(gain)
    note.start(context.currentTime + index * 0.45)
    note.stop(context.currentTime + index * 0.45 + 0.4)
    return new Promise((done) => note.addEventListener('ended', done))
  })
  const player = new Audio()
  player.srcObject = out.stream
  try {
    // Not every browser lets one choose.
    if (speaker && 'setSinkId' in player) await player.setSinkId(speaker).catch(() => undefined)
    await player.play()
    await Promise.all(ended)
  } finally {
    player.srcObject = null
    await context.close()
  }
}
