// Builds what a web site embeds into ../dist-widget: widget.js, chat.html and its assets. Fails when all of it
// together weighs more than a visitor should have to load.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defineConfig, type Plugin, type UserConfig } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const web = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const folder = join(web, 'dist-widget')
// Of raw bytes, in one language: what is promised to web sites. This number may only become smaller.
const MOST_BYTES = 60_000

const common = {
  root: here,
  publicDir: false,
  resolve: { alias: { '@messages': fileURLToPath(new URL('../../content/messages', import.meta.url)), '@': web } },
  build: {
    outDir: folder,
    // What customers have had since the end of 2021, browsers inside of other apps among them.
    target: 'es2022',
    cssTarget: ['chrome94', 'safari15'],
    minify: 'terser',
    terserOptions: { ecma: 2020, module: true, compress: { passes: 3 } },
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
} satisfies UserConfig

// widget.js is a plain script in somebody else's page: one file, and without a single global name.
function buildLauncher() {
  return build({
    ...common,
    configFile: false,
    logLevel: 'warn',
    build: {
      ...common.build,
      emptyOutDir: false,
      rolldownOptions: { input: `${here}launcher/launcher.ts`, output: { format: 'iife', entryFileNames: 'widget.js' } },
    },
  })
}

function filesIn(place: string): [string, number][] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [join(entry.parentPath, entry.name), statSync(join(entry.parentPath, entry.name)).size])
}

function weigh(): void {
  const sizes = filesIn(folder)
  const languages = sizes.filter(([name]) => name.endsWith('.json')).map(([, bytes]) => bytes)
  const whole = sizes.reduce((sum, [, bytes]) => sum + bytes, 0) - Math.min(...languages)
  for (const [name, bytes] of sizes) console.log(`${String(bytes).padStart(7)}  ${name.slice(folder.length + 1)}`)
  if (whole > MOST_BYTES) throw new Error(`A visitor would load ${whole} bytes; ${MOST_BYTES} are allowed.`)
  console.log(`${String(whole).padStart(7)}  of the ${MOST_BYTES} bytes that a visitor may have to load`)
}

// The catalogue without the blanks that make it pleasant to edit.
const tightWords: Plugin = {
  name: 'tight-words',
  generateBundle(_, bundle) {
    for (const part of Object.values(bundle))
      if (part.type === 'asset' && part.fileName.endsWith('.json')) part.source = JSON.stringify(JSON.parse(String(part.source)))
  },
}

const withLauncher: Plugin = {
  name: 'with-launcher',
  async closeBundle() {
    await buildLauncher()
    weigh()
  },
}

export default defineConfig({
  ...common,
  base: '/widget/',
  plugins: [tightWords, withLauncher],
  build: { ...common.build, emptyOutDir: true, rolldownOptions: { input: `${here}chat.html` } },
})
