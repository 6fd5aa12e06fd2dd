// Sizes of files and spans of waiting, as a person says them.
export function sizeText(bytes: number, language: string): string {
  const units = ['B', 'KB', 'MB', 'GB']
  let unit = 0
  let value = bytes
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(value)} ${units[unit]}`
}

// Whole minutes, rounded up: nobody minds being served early. 0: less than a minute.
export function waitMinutes(seconds: number): number {
  return seconds < 60 ? 0 : Math.ceil(seconds / 60)
}
