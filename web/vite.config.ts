import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { elementPlusStyles } from './tools/element_plus_styles.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const server = process.env.YINGDA_SERVER ?? 'http://127.0.0.1:8080'

export default defineConfig({
  // Tests run in Node, which has no use for style sheets.
  plugins: process.env.VITEST ? [vue()] : [vue(), elementPlusStyles()],
  resolve: {
    alias: {
      '@': here.replace(/\/$/, ''),
      // The server's messages and the console's are one catalogue.
      '@messages': fileURLToPath(new URL('../content/messages', import.meta.url)),
      // Without the message compiler: shared/i18n brings the server's own format.
      'vue-i18n': 'vue-i18n/dist/vue-i18n.runtime.mjs',
    },
  },
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
  },
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // The content policy allows no data: scripts and no inline module preload.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': { target: server, ws: true, changeOrigin: true } },
  },
  test: {
    environment: 'happy-dom',
    include: ['{app,shared,features,workspaces,tests,widget}/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
  },
})
