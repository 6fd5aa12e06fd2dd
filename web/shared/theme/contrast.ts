// Readable text on a colour that somebody chose: contrast as WCAG reckons it, and the nearest shade that has enough.
export type Rgb = readonly [number, number, number]

export const READABLE = 4.5

export function parseColour(hex: string): Rgb | null {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex)
  return found ? [parseInt(found[1]!, 16), parseInt(found[2]!, 16), parseInt(found[3]!, 16)] : null
}

export function writeColour(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(one: Rgb, other: Rgb): number {
  const [bright, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (bright + 0.05) / (dark + 0.05)
}

const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [0, 0, 0]

// White where it can be read, else black: one of the two always can.
export function textOn(colour: Rgb): Rgb {
  return contrast(colour, WHITE) >= READABLE ? WHITE : BLACK
}

// The colour itself when it can be read on `ground`; else moved towards black or white, whichever is further off.
export function readableOn(colour: Rgb, ground: Rgb): Rgb {
  const goal = luminance(ground) > 0.3 ? BLACK : WHITE
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = colour.map((part, at) => Math.round(part + (goal[at]! - part) * share)) as unknown as Rgb
    if (contrast(mixed, ground) >= READABLE) return mixed
  }
  return goal
}
