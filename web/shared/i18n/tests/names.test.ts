import { describe, expect, it } from 'vitest'
import { compareNames } from '../names'

const inOrder = (...names: string[]) => [...names].reverse().sort(compareNames)

describe('the order of names', () => {
  it('counts Chinese numerals of units', () => {
    const teams = ['热线一班', '热线二班', '热线九班', '热线十班', '热线十二班', '热线二十班', '热线二十一班']
    expect(inOrder(...teams)).toEqual(teams)
    expect(inOrder('第2组', '第10组')).toEqual(['第2组', '第10组'])
  })
  it('leaves numerals of other names as they are spoken', () => {
    expect(inOrder('丁一', '三亚', '一品')).toEqual(['丁一', '三亚', '一品'])
  })
})
