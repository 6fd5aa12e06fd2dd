// What stays in the visitor's browser: the local storage of the chat's own origin, apart for each site. Where the
// browser refuses it (third-party storage may be off), memory serves until the page goes.

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

class LocalKeep implements Keep {
  // The storage may fill up or be taken away while the page is open: then this stands in.
  private readonly spare = new MemoryKeep()

  constructor(
    private readonly storage: Storage,
    private readonly prefix: string,
  ) {}

  get(name: string): string | null {
    return this.spare.get(name) ?? this.storage.getItem(this.prefix + name)
  }
  set(name: string, value: string): void {
    try {
      this.storage.setItem(this.prefix + name, value)
      this.spare.remove(name)
    } catch {
      this.spare.set(name, value)
    }
  }
  remove(name: string): void {
    this.spare.remove(name)
    this.storage.removeItem(this.prefix + name)
  }
  names(): string[] {
    const stored = Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at) ?? '')
    const own = stored.filter((key) => key.startsWith(this.prefix)).map((key) => key.slice(this.prefix.length))
    return [...new Set([...own, ...this.spare.names()])]
  }
  watch(heard: (name: string) => void): void {
    addEventListener('storage', ({ key, storageArea }) => {
      if (storageArea === this.storage && key?.startsWith(this.prefix)) heard(key.slice(this.prefix.length))
    })
  }
}

export function openKeep(siteKey: string): Keep {
  try {
    const probe = 'yingda.probe'
    localStorage.setItem(probe, '1')
    localStorage.removeItem(probe)
    return new LocalKeep(localStorage, `yingda.chat.${siteKey}.`)
  } catch {
    return new MemoryKeep()
  }
}
