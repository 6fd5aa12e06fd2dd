// The installed console: says so when the server is out of reach. It keeps nothing but that one page, and never
// anything of the API; every page and file of the console comes from the server.
const KEPT = 'yingda-offline-1'
const PAGE = '/offline.html'
const FILES = [PAGE, '/offline.css', '/offline.js', '/favicon.svg']

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(KEPT)
      .then((cache) => cache.addAll(FILES))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  const clean = caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith('yingda-') && name !== KEPT).map((name) => caches.delete(name))))
  event.waitUntil(clean.then(() => self.clients.claim()))
})

// Pages of the console only: not the API, and not what visitors of other sites see.
const isOurs = (address) => address.origin === self.location.origin && !/^\/(api|chat|widget|demo)(\/|\.|$)/.test(address.pathname)

self.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url)
  if (event.request.method !== 'GET' || !isOurs(address)) return
  if (event.request.mode === 'navigate') event.respondWith(fetch(event.request).catch(() => caches.match(PAGE)))
  // What the kept page itself needs, when the server is not there.
  else if (FILES.includes(address.pathname)) event.respondWith(fetch(event.request).catch(() => caches.match(event.request)))
})
