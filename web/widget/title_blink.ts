// While the page is in the background and something waits to be read, its title says so.
const EVERY_MS = 1200

export class TitleBlink {
  private own: string | null = null // the page's own title, while ours stands
  private clock: ReturnType<typeof setInterval> | null = null

  constructor(private readonly isStill: boolean) {
    document.addEventListener('visibilitychange', () => !document.hidden && this.stop())
  }

  start(title: string): void {
    if (!document.hidden) return
    this.stop()
    this.show(title)
    if (!this.isStill) this.clock = setInterval(() => (this.own === null ? this.show(title) : this.back()), EVERY_MS)
  }
  stop(): void {
    if (this.clock !== null) clearInterval(this.clock)
    this.clock = null
    this.back()
  }

  private show(title: string): void {
    this.own = document.title
    document.title = title
  }
  private back(): void {
    if (this.own !== null) document.title = this.own
    this.own = null
  }
}
