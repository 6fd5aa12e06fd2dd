// "Chrome 126 · Windows" out of a User-Agent header, as far as it can be told.

const BROWSERS: [RegExp, string][] = [
  [/Edg\/(\d+)/, 'Edge'],
  [/OPR\/(\d+)/, 'Opera'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Chrome\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).*Safari/, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Android/, 'Android'],
  [/Linux/, 'Linux'],
]

export function readableBrowser(userAgent: string): string {
  const browser = BROWSERS.map(([pattern, name]) => ({ found: pattern.exec(userAgent), name })).find(({ found }) => found)
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1]
  const words = [browser ? `${browser.name} ${browser.found?.[1] ?? ''}`.trim() : '', system ?? ''].filter(Boolean)
  return words.length > 0 ? words.join(' · ') : userAgent
}
