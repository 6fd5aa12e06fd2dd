import { beforeEach, expect, test } from 'vitest'
import en from '../../../../content/messages/en/demo.json'
import zh from '../../../../content/messages/zh-CN/demo.json'
import { remember, tourFor, tourParts, wasSeen } from '../tour'

beforeEach(() => localStorage.clear())

test('the tour is that of the widest right that somebody holds', () => {
  const held = (rights: string[]) => tourFor((right) => rights.includes(right)).name
  expect(held(['people.edit', 'agents.control', 'agents.work'])).toBe('administrator')
  expect(held(['agents.control', 'agents.work'])).toBe('supervisor')
  expect(held(['agents.work'])).toBe('agent')
  expect(held([])).toBe('viewer')
})

test('the wallboard and the reports are for those who may see them', () => {
  const steps = (rights: string[]) => tourFor((right) => rights.includes(right)).steps.map(({ key }) => key)
  for (const right of ['people.edit', 'agents.control', 'x']) {
    expect(steps([right])).not.toContain('wallboard')
    expect(steps([right, 'reports.view'])).toContain('reports')
    expect(steps([right, 'reports.view', 'queues.view'])).toContain('wallboard')
  }
})

test('every step has words in both languages', () => {
  for (const messages of [zh, en])
    for (const part of tourParts)
      for (const step of part.steps) expect((messages.demo.tour[part.name] as Record<string, string>)[step.key], `${part.name}.${step.key}`).toBeTruthy()
})

test('who has closed the tour is not shown it again in this browser', () => {
  expect(wasSeen('7')).toBe(false)
  remember('7')
  remember('7')
  remember('17')
  expect(wasSeen('7')).toBe(true)
  expect(wasSeen('1')).toBe(false)
  expect(localStorage.getItem('yingda.demo-tour')).toBe('7,17')
})
