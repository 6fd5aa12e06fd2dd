import { describe, expect, it } from 'vitest'
import { contrast, parseColour, READABLE, readableOn, textOn, writeColour, type Rgb } from '../contrast'

const colours: Rgb[] = [0, 51, 102, 153, 204, 255].flatMap((r) => [0, 64, 128, 192, 255].flatMap((g) => [0, 85, 170, 255].map((b) => [r, g, b] as const)))

describe('contrast', () => {
  it('is what WCAG says it is', () => {
    expect(contrast([255, 255, 255], [0, 0, 0])).toBeCloseTo(21)
    expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2)
  })

  it('finds text for every colour that somebody may choose', () => {
    for (const colour of colours) expect(contrast(colour, textOn(colour))).toBeGreaterThanOrEqual(READABLE)
  })

  it('finds a shade of every colour that can be read on light and on dark', () => {
    for (const ground of [[244, 245, 248], [36, 41, 50]] as const)
      for (const colour of colours) expect(contrast(readableOn(colour, ground), ground)).toBeGreaterThanOrEqual(READABLE)
  })

  it('reads and writes colours', () => {
    expect(writeColour(parseColour('#0B6fb8')!)).toBe('#0b6fb8')
    for (const text of ['', 'red', '#fff', '#12345g', '#1234567', 'url(x)']) expect(parseColour(text)).toBeNull()
  })
})
