// What has a name in Chinese and perhaps one in English, called as the reader's language does; and the order of names.
import { currentLanguage } from './language'

export function localName(named: { name: string; name_en: string }): string {
  return currentLanguage() === 'en' && named.name_en !== '' ? named.name_en : named.name
}

const collator = new Intl.Collator('zh-CN', { numeric: true })
const NUMERALS = '零一二三四五六七八九'
const COUNTED = /(?:([一二三四五六七八九])?十([一二三四五六七八九])?|([一二三四五六七八九]))(?=[班组队部科室区级层号期线站所厅])/g
const valueOf = (numeral: string | undefined, otherwise: number) => (numeral === undefined ? otherwise : NUMERALS.indexOf(numeral))
const withNumbers = (name: string) => name.replace(COUNTED, (_, tens?: string, ones?: string, one?: string) => String(one === undefined ? valueOf(tens, 1) * 10 + valueOf(ones, 0) : valueOf(one, 0)))

// By pinyin and number; 一班, 二班, 十二班 in the order of their numbers.
export const compareNames = (a: string, b: string): number => collator.compare(withNumbers(a), withNumbers(b))
