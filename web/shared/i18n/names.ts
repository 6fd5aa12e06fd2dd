// What has a name in Chinese and perhaps one in English, called as the reader's language does.
import { currentLanguage } from './language'

export function localName(named: { name: string; name_en: string }): string {
  return currentLanguage() === 'en' && named.name_en !== '' ? named.name_en : named.name
}
