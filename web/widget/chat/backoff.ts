// Pauses between attempts: half a second at first, twice as long each time, ten seconds at most, and never two
// visitors at the same moment. Only a connection that held for a while ends the row of failures.
export const FIRST_PAUSE_MS = 500
export const LONGEST_PAUSE_MS = 10_000
export const HELD_MS = 5_000

export class Backoff {
  private failures = 0
  private openedAt: number | null = null

  constructor(private readonly random: () => number) {}

  opened(now: number): void {
    this.openedAt = now
  }

  // How long to wait after a failure that happened at `now`.
  failed(now: number): number {
    if (this.openedAt !== null && now - this.openedAt >= HELD_MS) this.failures = 0
    this.openedAt = null
    const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures++)
    return Math.max(FIRST_PAUSE_MS, whole / 2 + (whole / 2) * this.random())
  }

  // There is news of the way (the network came back): the next attempt counts as the first.
  forget(): void {
    this.failures = 0
  }
}
