import 'dayjs/locale/zh-cn'
import en from 'element-plus/es/locale/lang/en'
import zhCn from 'element-plus/es/locale/lang/zh-cn'
import type { Language as ElementLanguage } from 'element-plus/es/locale'
import type { Language } from '@/shared/i18n'

export const elementLocales: Record<Language, ElementLanguage> = { 'zh-CN': zhCn, en }
