// The stages of a queue while they are edited. Pure: every change gives new stages, of which the first begins at 0.
import type { QueueStage } from './types'

export const MOST_STAGES = 10
const FIRST_PAUSE = 30
const LATEST = 86_400

export function addStage(stages: readonly QueueStage[]): QueueStage[] {
  const last = stages.at(-1)
  const after_seconds = last ? Math.min(LATEST, last.after_seconds + Math.max(FIRST_PAUSE, last.after_seconds)) : 0
  return [...stages, { after_seconds, skills: [], teams: [] }]
}

export function removeStage(stages: readonly QueueStage[], index: number): QueueStage[] {
  return stages.filter((_, at) => at !== index).map((stage, at) => (at === 0 ? { ...stage, after_seconds: 0 } : stage))
}

export function changeStage(stages: readonly QueueStage[], index: number, change: Partial<QueueStage>): QueueStage[] {
  return stages.map((stage, at) => (at === index ? { ...stage, ...change, ...(at === 0 ? { after_seconds: 0 } : {}) } : stage))
}

// What is asked changes places; the times stay where they are, in their order.
export function moveStage(stages: readonly QueueStage[], index: number, by: 1 | -1): QueueStage[] {
  const [one, other] = [stages[index], stages[index + by]]
  if (!one || !other) return [...stages]
  return stages.map((stage, at) =>
    at === index ? { ...other, after_seconds: stage.after_seconds } : at === index + by ? { ...one, after_seconds: stage.after_seconds } : stage,
  )
}

// Where the server may find fault with a stage besides its skills.
export function pathsOfStage(index: number, stage: QueueStage): string[] {
  const path = `/stages/${index}`
  return [path, `${path}/after_seconds`, `${path}/teams`, ...stage.teams.map((_, at) => `${path}/teams/${at}`)]
}

// Everything that faults of stages are named by, to be forgotten once the stages are others.
export function pathsOfStages(stages: readonly QueueStage[]): string[] {
  return [
    '/stages',
    ...stages.flatMap((stage, index) => [
      ...pathsOfStage(index, stage),
      `/stages/${index}/skills`,
      ...stage.skills.flatMap((_, at) => [`/stages/${index}/skills/${at}/skill_id`, `/stages/${index}/skills/${at}/level`]),
    ]),
  ]
}
