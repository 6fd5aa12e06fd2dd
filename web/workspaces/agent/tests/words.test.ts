import { describe, expect, it } from 'vitest'
import type { CannedReply } from '@/features/chats'
import type { LanguageHit } from '@/features/wording'
import { at } from '@/tests/chats'
import { betterText, sayable } from '../better_words'
import { clock, secondsLeft, shareLeft, silenceLeft, urgency } from '../countdown'
import { countChatDrafts, dropChatDrafts, findChatDraft, keepChatDraft } from '../drafts'
import { findReplies, fuzzy, slashWords } from '../replies'
import { filled, unfilled } from '../variables'

const now = (second: number) => Date.parse(at(second))

describe('clocks', () => {
  it('run down to nothing and not below', () => {
    expect([secondsLeft(at(15), now(0)), secondsLeft(at(15), now(14)), secondsLeft(at(15), now(20)), secondsLeft(null, now(0))]).toEqual([15, 1, 0, 0])
    expect([shareLeft(at(0), at(20), now(0)), shareLeft(at(0), at(20), now(15)), shareLeft(at(0), at(20), now(40))]).toEqual([1, 0.25, 0])
    expect(shareLeft(at(5), at(5), now(5))).toBe(0)
  })
  it('are written as minutes and seconds', () => expect([clock(7), clock(65), clock(600)]).toEqual(['0:07', '1:05', '10:00']))
  it('tell how urgent a wait is', () => expect([urgency(10), urgency(45), urgency(200)]).toEqual(['calm', 'warning', 'danger']))
  it('tell of silence only when it is near', () => {
    const closes = at(600)
    expect(silenceLeft(closes, now(0))).toBeNull()
    expect(silenceLeft(closes, now(540))).toBe(60)
    expect(silenceLeft(null, now(0))).toBeNull()
  })
})

describe('variables', () => {
  const values = { customer: '王先生', number: '8001', name: '方小安', unit: '东方有线', time: '' }
  it('are filled in both languages', () => {
    expect(filled('{客户}您好，{单位}工号{工号}为您服务', values)).toBe('王先生您好，东方有线工号8001为您服务')
    expect(filled('Hello {customer}, {Number} of {unit}', values)).toBe('Hello 王先生, 8001 of 东方有线')
  })
  it('stay where nothing is known, and are found', () => {
    const text = filled('{时间}前答复您，{姓名}', values)
    expect(text).toBe('{时间}前答复您，方小安')
    expect(unfilled(text)).toEqual([{ name: '{时间}', begin: 0, end: 4 }])
  })
  it('leave other braces alone', () => {
    expect(filled('{订单号} {}', values)).toBe('{订单号} {}')
    expect(unfilled('{订单号}')).toEqual([])
  })
})

const reply = (id: string, title: string, more: Partial<CannedReply> = {}): CannedReply => ({
  id,
  centre_id: null,
  own: false,
  owner_id: null,
  folder: '问候',
  shortcut: '',
  title,
  text: `${title}的全文`,
  language: '',
  position: 0,
  version: 1,
  updated_at: at(0),
  ...more,
})

describe('canned replies', () => {
  const all = [reply('1', '开场白', { shortcut: 'hi' }), reply('2', '稍等片刻', { shortcut: 'wait' }), reply('3', 'Welcome', { language: 'en', shortcut: 'hey' }), reply('4', '报修登记', { folder: '宽带', text: '已为您登记报修' })]
  const found = (words: string, language = 'zh-CN') => findReplies(all, words, language).map(({ id }) => id)
  it('are found by shortcut first', () => expect(found('wait')[0]).toBe('2'))
  it('are found with letters left out', () => {
    expect(found('稍片')).toEqual(['2'])
    expect(found('wt')).toEqual([])
    expect(found('wlcm', 'en')).toEqual(['3'])
  })
  it('are found by folder and text, every word', () => {
    expect(found('宽带')).toEqual(['4'])
    expect(found('宽带 登记')).toEqual(['4'])
    expect(found('宽带 片刻')).toEqual([])
  })
  it('are all there without words', () => expect(found('').sort()).toEqual(['1', '2', '3', '4']))
  it('of another language come last', () => expect(found('h').at(-1)).toBe('3'))
  it('fit better where the words stand together', () => expect(fuzzy('稍等片刻', '稍等')).toBeGreaterThan(fuzzy('稍微等', '稍等')))
  it('are asked for by a slash that begins a word', () => {
    expect(slashWords('/hi', 3)).toEqual({ begin: 0, words: 'hi' })
    expect(slashWords('您好 /', 4)).toEqual({ begin: 3, words: '' })
    expect(slashWords('http://a', 8)).toBeNull()
    expect(slashWords('1/2', 3)).toBeNull()
  })
})

const hit = (kind: LanguageHit['kind'], begin: number, end: number, advice: string): LanguageHit => ({ rule_id: '1', kind, name: '', begin, end, advice })

describe('better wording', () => {
  it('takes what can be said out of an advice', () => {
    expect(sayable('请勿使用。可以先表示理解：我理解您的心情。')).toBe('我理解您的心情。')
    expect(sayable('建议您……')).toBe('建议您')
    expect(sayable('一条消息最多用一个表情。')).toBe('')
  })
  it('stands for the words, where it begins a sentence', () => {
    expect(betterText('您必须先登记。', hit('imperative', 0, 3, '建议您……'))).toEqual({ text: '建议您先登记。', caret: 3 })
    expect(betterText('请看ONU的灯', hit('jargon', 2, 5, '您家里的光猫'))?.text).toBe('请看您家里的光猫的灯')
  })
  it('stands for the sentence, where it is one', () =>
    expect(betterText('您好。这个我不知道。再见', hit('banned', 6, 9, '我为您核实一下，{时间}前答复您。'))?.text).toBe('您好。我为您核实一下，{时间}前答复您。再见'))
  it('greets before and closes behind what is written', () => {
    expect(betterText('请说', hit('greeting_missing', 0, 0, '您好，为您服务'))?.text).toBe('您好，为您服务\n请说')
    expect(betterText('好的', hit('closing_missing', 2, 2, '祝您愉快'))?.text).toBe('好的\n祝您愉快')
    expect(betterText('', hit('closing_missing', 0, 0, '祝您愉快'))?.text).toBe('祝您愉快')
  })
  it('is not offered where there is none, nor for a text that has changed', () => {
    expect(betterText('😀😀', hit('emoji', 0, 4, '一条消息最多用一个表情。'))).toBeNull()
    expect(betterText('短', hit('banned', 3, 6, '好的'))).toBeNull()
  })
})

describe('drafts', () => {
  it('are kept for each person and chat until they are empty', () => {
    keepChatDraft('2', '7', { text: '您好', visibility: 'agents' })
    keepChatDraft('3', '7', { text: '别人的', visibility: 'everyone' })
    expect(findChatDraft('2', '7')).toEqual({ text: '您好', visibility: 'agents' })
    expect(countChatDrafts('2')).toBe(1)
    keepChatDraft('2', '7', { text: '', visibility: 'agents' })
    expect(findChatDraft('2', '7').text).toBe('')
    dropChatDrafts('3')
    expect(findChatDraft('3', '7').text).toBe('')
  })
  it('that cannot be read are none', () => {
    localStorage.setItem('yingda.chat.draft.2.7', '{')
    expect(findChatDraft('2', '7')).toEqual({ text: '', visibility: 'everyone' })
  })
})
