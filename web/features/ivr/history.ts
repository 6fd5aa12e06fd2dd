// What was drawn before, and what was taken back. Pure.
export interface History<T> {
  past: T[]
  present: T
  future: T[]
  // What the last change was about: the next of the same becomes one step with it.
  about: string
}

const MOST_STEPS = 100

export const begin = <T>(present: T): History<T> => ({ past: [], present, future: [], about: '' })

// Typing in one field is one step; an empty `about` is always a step of its own.
export function step<T>(history: History<T>, next: T, about = ''): History<T> {
  if (about !== '' && about === history.about) return { ...history, present: next, future: [] }
  return { past: [...history.past, history.present].slice(-MOST_STEPS), present: next, future: [], about }
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1)
  if (before === undefined) return history
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future], about: '' }
}

export function redo<T>(history: History<T>): History<T> {
  const [after, ...rest] = history.future
  if (after === undefined) return history
  return { past: [...history.past, history.present], present: after, future: rest, about: '' }
}
