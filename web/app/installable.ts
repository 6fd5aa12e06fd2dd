// The console can be installed where the browser allows it (HTTPS, or this machine). The worker only says when the server
// is out of reach; while developing there is none.
export function installable(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const register = () => void navigator.serviceWorker.register('/sw.js').catch(() => undefined)
  if (document.readyState === 'complete') register()
  else window.addEventListener('load', register, { once: true })
}
