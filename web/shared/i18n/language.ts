// The console's language: one catalogue with the server (content/messages), fetched per language.
import { computed, ref } from 'vue'
import { createI18n, useI18n } from 'vue-i18n'
import { compileCatalogue } from './compile'

export type Language = 'zh-CN' | 'en'
export const languages: readonly { code: Language; name: string }[] = [
  { code: 'zh-CN', name: '简体中文' },
  { code: 'en', name: 'English' },
]

const files: Record<Language, () => Promise<Record<string, { default: object }>>> = {
  'zh-CN': () => import('./zh_cn').then((module) => module.files),
  en: () => import('./en').then((module) => module.files),
}

const STORED = 'yingda.language'

const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  missingWarn: false,
  fallbackWarn: false,
  messages: {},
})

export function installI18n(app: { use: (plugin: typeof i18n) => unknown }): void {
  app.use(i18n)
}

const loaded = new Set<Language>()
const language = ref<Language>('zh-CN')

export function isLanguage(code: string | null | undefined): code is Language {
  return languages.some((known) => known.code === code)
}

export function currentLanguage(): Language {
  return language.value
}

export const useLanguage = () => computed(() => language.value)

// The language that this browser was last used in, else the best of what it asks for.
export function preferredLanguage(): Language {
  const stored = localStorage.getItem(STORED)
  if (isLanguage(stored)) return stored
  for (const wanted of navigator.languages ?? []) {
    if (wanted.toLowerCase().startsWith('zh')) return 'zh-CN'
    if (wanted.toLowerCase().startsWith('en')) return 'en'
  }
  return 'zh-CN'
}

export async function setLanguage(code: Language): Promise<void> {
  if (!loaded.has(code)) {
    const catalogue = Object.assign({}, ...Object.values(await files[code]()).map((file) => file.default))
    i18n.global.setLocaleMessage(code, compileCatalogue(catalogue) as never)
    loaded.add(code)
  }
  i18n.global.locale.value = code
  language.value = code
  localStorage.setItem(STORED, code)
  document.documentElement.lang = code
}

// Texts outside of components.
export function text(key: string, values: Record<string, unknown> = {}): string {
  return i18n.global.t(key, values)
}

export function hasText(key: string): boolean {
  return i18n.global.te(key) || i18n.global.te(key, 'zh-CN')
}

export function useText() {
  const { t } = useI18n({ useScope: 'global' })
  return { t: t as (key: string, values?: Record<string, unknown>) => string }
}

