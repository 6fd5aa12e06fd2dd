import { describe, expect, it } from 'vitest'
import { blankReply, fill, fits, foldersOf, inOrder, variableText } from '../replies'
import type { CannedReply } from '../types'

const reply = (title: string, more: Partial<CannedReply> = {}): CannedReply => ({ ...blankReply(true), id: title, title, owner_id: null, version: 1, updated_at: '', ...more })

describe('variables', () => {
  it('are filled in by their names in both languages', () => {
    const words = (text: string) => fill(text, { customer: '李秀英', number: '1024' }).map((part) => part.text).join('')
    expect(words('您好{客户}，我是{工号}号')).toBe('您好李秀英，我是1024号')
    expect(words('Dear {customer}, this is {number}')).toBe('Dear 李秀英, this is 1024')
  })

  it('stay visible, and are marked, when they cannot be filled in', () => {
    expect(fill('{客户} {姓名} {x}', { customer: '李' }).filter((part) => part.kind === 'unknown').map((part) => part.text)).toEqual(['{姓名}', '{x}'])
  })

  it('are no braces of other kinds', () => {
    for (const text of ['', '{', '{}', '{ 客户 }', '{a{b}', '价格{见下\n表}']) expect(fill(text, {}).map((part) => part.text).join('')).toBe(text)
  })

  it('are inserted in the language of the reply', () => expect([variableText('unit', 'en'), variableText('unit', 'zh-CN')]).toEqual(['{unit}', '{单位}']))
})

describe('the list', () => {
  const replies = [reply('乙', { folder: 'B' }), reply('甲', { folder: 'A', position: 2 }), reply('丙', { folder: 'A', position: 1 }), reply('共享', { own: false, folder: 'Z' })]

  it('has shared ones first, then goes by folder and place', () => expect(inOrder(replies).map((one) => one.title)).toEqual(['共享', '丙', '甲', '乙']))
  it('knows its folders', () => expect(foldersOf(replies)).toEqual(['A', 'B', 'Z']))
  it('is searched by all words, whose it is, and the folder', () => {
    const found = (q: string, whose = '', folder = '') => replies.filter((one) => fits(one, { q, whose, folder })).map((one) => one.title)
    expect(found('a 甲')).toEqual(['甲'])
    expect(found('', 'shared')).toEqual(['共享'])
    expect(found('', 'own', 'A')).toEqual(['甲', '丙'])
  })
})
