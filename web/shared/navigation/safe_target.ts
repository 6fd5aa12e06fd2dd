// Where to go on after signing in: only paths of ours, so that a crafted link leads nowhere else.
export function safeTarget(then: unknown): string {
  return typeof then === 'string' && /^\/(?![/\\])/.test(then) ? then : '/'
}
