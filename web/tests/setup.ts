// Tests speak Chinese unless they say otherwise.
import { beforeEach } from 'vitest'
import { setLanguage } from '@/shared/i18n'

beforeEach(async () => {
  sessionStorage.clear()
  localStorage.clear()
  await setLanguage('zh-CN')
})
