// The zones that this browser knows, with those of China first.
const FIRST = ['Asia/Shanghai', 'Asia/Urumqi', 'Asia/Hong_Kong', 'Asia/Macau', 'Asia/Taipei']

export function timeZones(): string[] {
  const known = Intl.supportedValuesOf('timeZone')
  return [...FIRST, 'UTC', ...known.filter((zone) => !FIRST.includes(zone) && zone !== 'UTC')]
}
