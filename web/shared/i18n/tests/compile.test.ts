import { describe, expect, it } from 'vitest'
import { setLanguage, text } from '../index'
import { fillMessage, placeholdersOf } from '../compile'

describe('messages', () => {
  it('put values in the place of their names', () => expect(fillMessage('{a} of {b}', (name) => ({ a: 1, b: 0 })[name])).toBe('1 of 0'))
  it('leave names without a value as they are', () => expect(fillMessage('{a}', () => undefined)).toBe('{a}'))
  it('hold nothing else that is special', () => expect(fillMessage('a | b @:c @ {{', () => 'x')).toBe('a | b @:c @ {{'))
  it('tell their placeholders', () => expect(placeholdersOf('{from} → {into}')).toEqual(['from', 'into']))
  it('are said in the language that is set', async () => {
    expect(text('app.action.save')).toBe('保存')
    await setLanguage('en')
    expect(text('app.action.save')).toBe('Save')
    expect(text('app.list.total', { total: 3 })).toBe('3 in all')
    expect(document.documentElement.lang).toBe('en')
  })
})
