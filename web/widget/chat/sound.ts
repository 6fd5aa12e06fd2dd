// Two soft tones when something arrives. Browsers allow sound only after the visitor has touched the page, so the
// context is opened then.
let context: AudioContext | undefined

for (const touch of ['pointerdown', 'keydown']) addEventListener(touch, () => (context ??= new AudioContext()))

function tone(audio: AudioContext, pitch: number, after: number): void {
  const at = audio.currentTime + after
  const source = audio.createOscillator()
  const loudness = audio.createGain()
  source.frequency.value = pitch
  loudness.gain.setValueAtTime(0, at)
  loudness.gain.linearRampToValueAtTime(0.08, at + 0.02)
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.25)
  source.connect(loudness).connect(audio.destination)
  source.start(at)
  source.stop(at + 0.3)
}

export function playSound(): void {
  if (!context) return
  void context.resume()
  tone(context, 660, 0)
  tone(context, 880, 0.12)
}
