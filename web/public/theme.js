// Runs before the first paint, so that a chosen theme does not flicker in.
var theme = localStorage.getItem('yingda.theme')
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
