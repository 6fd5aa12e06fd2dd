// Sizes of files and spans of waiting, as a person says them.
const UNITS = ['B', 'KB', 'MB', 'GB']

export function sizeText(bytes: number, language: string): string {
  let unit = 0
  let value = bytes
  for (; value >= 1024 && unit < 3; unit += 1) value /= 1024
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: value < 10 && unit ? 1 : 0 }).format(value)} ${UNITS[unit]}`
}

// Whole minutes, rounded up: nobody minds being served early. 0: less than a minute.
export function waitMinutes(seconds: number): number {
  return seconds < 60 ? 0 : Math.ceil(seconds / 60)
}
