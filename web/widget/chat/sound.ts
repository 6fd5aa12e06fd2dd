// Two soft tones when something arrives. Browsers allow sound only after the visitor has touched the page, so the
// context is opened then.
export class Sound {
  private context: AudioContext | null = null

  constructor(public isOn: boolean) {
    const open = () => {
      removeEventListener('pointerdown', open)
      removeEventListener('keydown', open)
      if (typeof AudioContext === 'function') this.context = new AudioContext()
    }
    addEventListener('pointerdown', open)
    addEventListener('keydown', open)
  }

  play(): void {
    if (!this.isOn || !this.context) return
    void this.context.resume()
    this.tone(660, 0)
    this.tone(880, 0.12)
  }

  private tone(pitch: number, after: number): void {
    const { context } = this
    if (!context) return
    const at = context.currentTime + after
    const source = context.createOscillator()
    const loudness = context.createGain()
    source.frequency.value = pitch
    loudness.gain.setValueAtTime(0, at)
    loudness.gain.linearRampToValueAtTime(0.08, at + 0.02)
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.25)
    source.connect(loudness).connect(context.destination)
    source.start(at)
    source.stop(at + 0.3)
  }
}
