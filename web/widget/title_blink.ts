// While the page is in the background and something waits to be read, its title says so.
const EVERY_MS = 1200
let isWaiting = false

export function blinkTitle(title: string): void {
  if (isWaiting || !document.hidden) return
  let own = '' // the page's own title, while ours stands
  let isOurs = false
  const turn = () => {
    isOurs = !isOurs
    if (isOurs) own = document.title
    document.title = isOurs ? title : own
  }
  const clock = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : setInterval(turn, EVERY_MS)
  isWaiting = true
  turn()
  const stop = () => {
    clearInterval(clock)
    if (isOurs) turn()
    isWaiting = false
  }
  document.addEventListener('visibilitychange', stop, { once: true })
}
