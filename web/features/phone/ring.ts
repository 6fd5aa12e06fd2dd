// The sound of a call that rings: as telephones of the country ring, one second of tone in five.
export function ring(): () => void {
  const context = new AudioContext()
  const gain = context.createGain()
  gain.gain.value = 0
  gain.connect(context.destination)
  const tone = context.createOscillator()
  tone.frequency.value = 450
  tone.connect(gain)
  tone.start()
  for (let i = 0; i < 60; i++) {
    gain.gain.setValueAtTime(0.15, context.currentTime + i * 5)
    gain.gain.setValueAtTime(0, context.currentTime + i * 5 + 1)
  }
  return () => void context.close()
}
