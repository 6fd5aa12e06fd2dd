import { describe, expect, it } from 'vitest'
import { addStage, changeStage, moveStage, pathsOfStage, pathsOfStages, removeStage } from '../stages'
import type { QueueStage } from '../types'

const stage = (after_seconds: number, ...skills: string[]): QueueStage => ({ after_seconds, skills: skills.map((skill_id) => ({ skill_id, level: 5 })), teams: [] })
const times = (stages: QueueStage[]) => stages.map((each) => each.after_seconds)
const asked = (stages: QueueStage[]) => stages.map((each) => each.skills.map((skill) => skill.skill_id).join())
const three = [stage(0, 'a'), stage(30, 'b'), stage(90, 'c')]

describe('the stages of a queue', () => {
  it('begin at once and follow one another', () => {
    const made = addStage(addStage(addStage([])))
    expect(times(made)).toEqual([0, 30, 60])
    expect(made.every((each) => each.skills.length === 0 && each.teams.length === 0)).toBe(true)
  })
  it('never begin later than the server takes', () => expect(times(addStage([stage(0), stage(80_000)]))).toEqual([0, 80_000, 86_400]))

  it('begin at once still when the first is taken away', () => {
    expect(times(removeStage(three, 0))).toEqual([0, 90])
    expect(asked(removeStage(three, 0))).toEqual(['b', 'c'])
    expect(times(removeStage(three, 1))).toEqual([0, 90])
    expect(removeStage([stage(0)], 0)).toEqual([])
  })

  it('change places by what they ask; the times keep their order', () => {
    expect(asked(moveStage(three, 0, 1))).toEqual(['b', 'a', 'c'])
    expect(asked(moveStage(three, 2, -1))).toEqual(['a', 'c', 'b'])
    expect(times(moveStage(three, 2, -1))).toEqual([0, 30, 90])
    expect(moveStage(three, 0, -1)).toEqual(three)
    expect(moveStage(three, 2, 1)).toEqual(three)
  })

  it('are changed one at a time, and the first keeps its time', () => {
    expect(times(changeStage(three, 1, { after_seconds: 45 }))).toEqual([0, 45, 90])
    expect(times(changeStage(three, 0, { after_seconds: 45 }))).toEqual([0, 30, 90])
    expect(changeStage(three, 2, { teams: ['7'] })[2]?.teams).toEqual(['7'])
    expect(three[2]?.teams).toEqual([])
  })

  it('are named by the paths that the server finds fault with', () => {
    const stages = [stage(0), { ...stage(60, 'a', 'b'), teams: ['1', '2'] }]
    expect(pathsOfStage(1, stages[1]!)).toEqual(['/stages/1', '/stages/1/after_seconds', '/stages/1/teams', '/stages/1/teams/0', '/stages/1/teams/1'])
    expect(pathsOfStages(stages)).toContain('/stages/1/skills/0/level')
    expect(pathsOfStages(stages)).toContain('/stages/1/skills/1/skill_id')
  })
})
