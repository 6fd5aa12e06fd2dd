// The colours of the theme as a canvas needs them: resolved, and told again when the theme changes.
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

const names = {
  text: '--text',
  muted: '--text-3',
  line: '--line',
  strongLine: '--line-strong',
  surface: '--surface',
  raised: '--raised',
} as const
export const SERIES_COLOURS = 8

export type ChartColours = Record<keyof typeof names, string> & { series: string[] }

// A browser tells what light-dark() comes to only of an element that has the colour.
function resolve(): ChartColours {
  const probe = document.createElement('span')
  // A transition, however short, would tell the colour before.
  probe.style.setProperty('transition', 'none', 'important')
  document.body.append(probe)
  const colour = (name: string) => {
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color
  }
  const own = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, colour(name)])) as Record<keyof typeof names, string>
  const series = Array.from({ length: SERIES_COLOURS }, (_, at) => colour(`--series-${at + 1}`))
  probe.remove()
  return { ...own, series }
}

export function useChartColours(): ShallowRef<ChartColours> {
  const colours = shallowRef(resolve())
  const again = () => (colours.value = resolve())
  const observer = new MutationObserver(again)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', again)
  onScopeDispose(() => {
    observer.disconnect()
    system.removeEventListener('change', again)
  })
  return colours
}
