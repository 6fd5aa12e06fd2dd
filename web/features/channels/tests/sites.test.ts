import { describe, expect, it } from 'vitest'
import { addQuestion, changeQuestion, embedLine, moveQuestion, originOf } from '../sites'

describe('questions before a chat', () => {
  it('get keys that nobody has, also after one was removed', () => {
    const three = addQuestion(addQuestion(addQuestion([])))
    const keys = addQuestion(three.filter((_, at) => at !== 0)).map((question) => question.key)
    expect(new Set(keys).size).toBe(3)
    for (const key of keys) expect(key).toMatch(/^[a-z0-9_]+$/)
  })

  it('have choices only where one chooses', () => {
    const [question] = changeQuestion(changeQuestion(addQuestion([]), 0, { kind: 'choice', choices: ['甲'] }), 0, { kind: 'text' })
    expect(question?.choices).toEqual([])
  })

  it('change places', () => {
    const two = addQuestion(addQuestion([]))
    expect(moveQuestion(two, 0, 1).map((question) => question.key)).toEqual([two[1]?.key, two[0]?.key])
  })
})

describe('embedding', () => {
  it('is one line', () => expect(embedLine('https://kf.example', 'abc')).toBe('<script async src="https://kf.example/widget.js" data-site="abc"></script>'))

  it.each([
    ['https://www.example.com/shop?x=1', 'https://www.example.com'],
    ['www.example.com', 'https://www.example.com'],
    [' http://localhost:3000/ ', 'http://localhost:3000'],
    ['https://*.example.com', 'https://*.example.com'],
    ['ftp://example.com', 'ftp://example.com'],
    ['', ''],
  ])('takes %s as %s', (text, origin) => expect(originOf(text)).toBe(origin))
})
