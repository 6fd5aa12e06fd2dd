import { describe, expect, it } from 'vitest'
import { blankQueue, fieldsOf, fits, lacksOf, stateOf } from '../queues'
import type { Queue } from '../types'

const queue = (more: Partial<Queue> = {}): Queue => ({ ...blankQueue('1'), id: '5', version: 3, updated_at: '2026-11-22T08:00:00.000Z', name: '宽带报修', name_en: 'Broadband', ...more })

describe('a queue', () => {
  it('is edited without what the server keeps for itself', () => {
    expect(fieldsOf(queue())).toEqual({ ...blankQueue('1'), name: '宽带报修', name_en: 'Broadband' })
  })
  it('is found by either name, every word, and by its centre', () => {
    const found = (q: string, centre_id = '') => fits(queue(), { q, centre_id })
    expect([found(''), found('宽带'), found('BROAD'), found('宽带 broad'), found('宽带 电视')]).toEqual([true, true, true, true, false])
    expect([found('', '1'), found('', '2')]).toEqual([true, false])
  })
  it('is inactive before it is in an emergency', () => {
    expect([stateOf(queue()), stateOf(queue({ emergency: true })), stateOf(queue({ emergency: true, active: false }))]).toEqual(['open', 'emergency', 'inactive'])
  })
})

describe('what an agent lacks', () => {
  const agent = { skills: [{ skill_id: 'a', level: 5 }, { skill_id: 'b', level: 2 }] }
  it('is every skill that is asked for and not there, or not well enough', () => {
    const asked = [{ skill_id: 'a', level: 5 }, { skill_id: 'b', level: 3 }, { skill_id: 'c', level: 1 }]
    expect(lacksOf(agent, asked)).toEqual([{ skill_id: 'b', level: 3, has: 2 }, { skill_id: 'c', level: 1, has: 0 }])
  })
  it('is nothing when nothing is asked for', () => expect(lacksOf(agent, [])).toEqual([]))
})
