import '@/shared/theme/tokens.css'
import '@/shared/theme/base.css'
import 'element-plus/theme-chalk/base.css'
import '@/shared/theme/element.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { installI18n, preferredLanguage, setLanguage } from '@/shared/i18n'
import { listenForShortcuts } from '@/shared/shortcuts/shortcuts'
import App from './App.vue'
import { installable } from './installable'
import { router } from './router'

await setLanguage(preferredLanguage())
const app = createApp(App)
app.use(createPinia())
installI18n(app)
app.use(router)
listenForShortcuts()
app.mount('#app')
installable()
