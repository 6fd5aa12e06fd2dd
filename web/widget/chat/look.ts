// The site's colour, and what can be read on it and beside it, as custom properties.
import { parseColour, readableOn, textOn, writeColour, type Rgb } from '@/shared/theme/contrast'

const DEFAULT: Rgb = [47, 91, 208]
const LIGHT: Rgb = [244, 245, 248] // the darkest light ground that such text stands on
const DARK: Rgb = [36, 41, 50] // the lightest dark one

export function wear(colour: string): { colour: string; on_colour: string } {
  const brand = parseColour(colour) ?? DEFAULT
  const on = writeColour(textOn(brand))
  const { style } = document.documentElement
  style.setProperty('--brand', writeColour(brand))
  style.setProperty('--on-brand', on)
  style.setProperty('--tint-light', writeColour(readableOn(brand, LIGHT)))
  style.setProperty('--tint-dark', writeColour(readableOn(brand, DARK)))
  return { colour: writeColour(brand), on_colour: on }
}
