import { describe, expect, it } from 'vitest'
import { readFromChat, readFromHost } from '../bridge'
import { answersOf, checkForm } from '../chat/form_checks'
import type { FormField } from '../chat/protocol'
import { sizeText, waitMinutes } from '../chat/sizes'

const field = (kind: FormField['kind'], required = false): FormField => ({ key: 'k', kind, label: '', label_en: '', required, choices: ['甲', '乙'] })
const fault = (kind: FormField['kind'], value: string, required = false) => checkForm([field(kind, required)], { k: value }).get('k') ?? null

describe('the checks of a form', () => {
  it.each([
    ['text', '', true, 'required'],
    ['text', '   ', true, 'required'],
    ['text', '', false, null],
    ['text', '啊'.repeat(501), false, 'too_long'],
    ['phone', '+86 139-0013-9001', true, null],
    ['phone', '12315', true, null],
    ['phone', '1234', true, 'phone'],
    ['phone', '139x0139001', true, 'phone'],
    ['email', 'a@b.cn', true, null],
    ['email', 'a@b', true, 'email'],
    ['email', 'a b@c.cn', true, 'email'],
    ['choice', '甲', true, null],
    ['choice', '丙', true, 'choice'],
  ] as const)('%s "%s" (required: %s) gives %s', (kind, value, required, expected) => expect(fault(kind, value, required)).toBe(expected))

  it('sends what was asked and answered, and nothing else', () => expect(answersOf([field('text')], { k: ' 李 ', other: 'x' })).toEqual({ k: '李' }))
})

describe('messages between page and iframe', () => {
  it('are believed when they have the shape that was agreed on', () => {
    expect(readFromChat({ yingda: 'unread', count: 2, open_chat: true })).toMatchObject({ count: 2 })
    expect(readFromHost({ yingda: 'page', url: 'https://a.example', title: 'A' })).toMatchObject({ title: 'A' })
  })
  it.each([null, 'close', {}, { yingda: 'toString' }, { yingda: 'unread', count: '2', open_chat: true }, { yingda: 'page', url: 'x', title: 'y' }])('are ignored otherwise: %j', (data) => expect(readFromChat(data)).toBeNull())
})

describe('sizes', () => {
  it('are said as a person says them', () => {
    expect([0, 1023, 1536, 10 * 1024 * 1024].map((bytes) => sizeText(bytes, 'en'))).toEqual(['0 B', '1,023 B', '1.5 KB', '10 MB'])
    expect([0, 59, 60, 61, 150].map(waitMinutes)).toEqual([0, 0, 1, 2, 3])
  })
})
