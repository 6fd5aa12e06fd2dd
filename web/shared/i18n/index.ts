export {
  currentLanguage,
  hasText,
  installI18n,
  isLanguage,
  languages,
  preferredLanguage,
  setLanguage,
  text,
  useLanguage,
  useText,
  type Language,
} from './language'
export { setTimeZone, useFormat } from './format'
export { compareNames, localName } from './names'
export { timeZones } from './time_zones'
