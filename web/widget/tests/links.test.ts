import { describe, expect, it } from 'vitest'
import { findLinks } from '../chat/links'

const hrefs = (text: string) => findLinks(text).flatMap((piece) => piece.href ?? [])

describe('finding links', () => {
  it.each([
    ['见 https://a.example/x?y=1#z', 'https://a.example/x?y=1#z'],
    ['请看https://a.example/路由器说明', 'https://a.example/'],
    ['地址是www.a.example。', 'https://www.a.example/'],
    ['(https://a.example/x)', 'https://a.example/x'],
    ['https://a.example/wiki/A_(b)', 'https://a.example/wiki/A_(b)'],
    ['https://a.example/x, and more', 'https://a.example/x'],
    ['HTTP://A.example!', 'http://a.example/'],
  ])('%s', (text, href) => expect(hrefs(text)).toEqual([href]))

  it.each(['javascript:alert(1)', 'data:text/html,x', 'https://', 'https://user:pass@a.example/', 'http://localhost', 'xhttps://a.example', 'a@www.a.example'])('leaves %s alone', (text) =>
    expect(hrefs(text)).toEqual([]),
  )

  it('keeps every letter of the text', () => {
    for (const text of ['', 'a', 'https://a.example', '一https://a.example/二www.b.example三<b>x</b>', 'https://x https://'])
      expect(findLinks(text).map((piece) => piece.text).join('')).toBe(text)
  })
})
