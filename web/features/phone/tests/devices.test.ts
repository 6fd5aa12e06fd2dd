import { beforeEach, describe, expect, it } from 'vitest'
import { chosenDevices, keepDevices, loudness, microphoneWish, problemOf } from '../devices'

describe('devices', () => {
  beforeEach(() => localStorage.clear())

  it('are kept on this machine, and forgotten when they are unreadable', () => {
    expect(chosenDevices()).toEqual({ microphone: '', speaker: '', autoAnswer: false, queue: '' })
    keepDevices({ microphone: 'a', speaker: 'b', autoAnswer: true, queue: '7' })
    expect(chosenDevices()).toEqual({ microphone: 'a', speaker: 'b', autoAnswer: true, queue: '7' })
    localStorage.setItem('yingda.phone.devices', '{"microphone":7')
    expect(chosenDevices()).toEqual({ microphone: '', speaker: '', autoAnswer: false, queue: '' })
  })

  it('are wished for, not demanded: another headset is better than none', () => {
    expect(microphoneWish('a').audio).toMatchObject({ deviceId: { ideal: 'a' }, echoCancellation: true })
    expect(microphoneWish('').audio).not.toHaveProperty('deviceId')
  })

  it('show silence as nothing and a full tone as nearly all', () => {
    expect(loudness(new Float32Array(256))).toBe(0)
    expect(loudness(new Float32Array(256).fill(0.001))).toBe(0)
    expect(loudness(Float32Array.from({ length: 4800 }, (_, i) => Math.sin(i / 10)))).toBeGreaterThan(90)
    expect(loudness(Float32Array.from({ length: 4800 }, (_, i) => 0.05 * Math.sin(i / 10)))).toBeGreaterThan(40)
  })

  it('say why there is no microphone', () => {
    expect(problemOf('NotAllowedError')).toBe('denied')
    expect(problemOf('NotFoundError')).toBe('none')
    expect(problemOf('NotReadableError')).toBe('busy')
    expect(problemOf('TypeError')).toBe('other')
  })
})
