// What stays in the visitor's browser: the local storage of the chat's own origin, apart for each site. Where the
// browser refuses it (third-party storage may be off, or full), memory serves until the page goes.

export interface Keep {
  get(name: string): string | null
  set(name: string, value: string): void
  remove(name: string): void
  names(): string[]
  // Calls `heard` when another tab changed something.
  watch(heard: (name: string) => void): void
}

export class MemoryKeep implements Keep {
  private readonly values = new Map<string, string>()
  get = (name: string) => this.values.get(name) ?? null
  set = (name: string, value: string) => void this.values.set(name, value)
  remove = (name: string) => void this.values.delete(name)
  names = () => [...this.values.keys()]
  watch(): void {}
}

function localKeep(prefix: string): Keep {
  const spare = new MemoryKeep() // stands in when the storage fills up or is taken away while the page is open
  return {
    get: (name) => spare.get(name) ?? localStorage.getItem(prefix + name),
    set(name, value) {
      try {
        localStorage.setItem(prefix + name, value)
        spare.remove(name)
      } catch {
        spare.set(name, value)
      }
    },
    remove(name) {
      spare.remove(name)
      localStorage.removeItem(prefix + name)
    },
    names() {
      const own = Object.keys(localStorage).filter((key) => key.startsWith(prefix))
      return [...new Set([...own.map((key) => key.slice(prefix.length)), ...spare.names()])]
    },
    watch: (heard) =>
      addEventListener('storage', ({ key, storageArea }) => {
        if (storageArea === localStorage && key?.startsWith(prefix)) heard(key.slice(prefix.length))
      }),
  }
}

export function openKeep(siteKey: string): Keep {
  const prefix = `yingda.chat.${siteKey}.`
  try {
    localStorage.setItem(prefix, '')
    localStorage.removeItem(prefix)
    return localKeep(prefix)
  } catch {
    return new MemoryKeep()
  }
}
