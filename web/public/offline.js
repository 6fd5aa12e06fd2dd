// Back to the page that was asked for, as soon as the server answers anything.
const again = () => location.reload()
document.querySelector('button').addEventListener('click', again)
addEventListener('online', again)
setInterval(() => fetch('/healthz', { cache: 'no-store' }).then(again, () => undefined), 5000)
