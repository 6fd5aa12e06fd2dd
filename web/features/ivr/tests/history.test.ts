import { describe, expect, it } from 'vitest'
import { begin, redo, step, undo } from '../history'

describe('a history', () => {
  it('goes back and on again', () => {
    let history = step(step(begin('a'), 'b'), 'c')
    history = undo(history)
    expect(history.present).toBe('b')
    expect(undo(undo(history)).present).toBe('a')
    expect(redo(history).present).toBe('c')
  })
  it('forgets what was taken back once something else is done', () => {
    const history = step(undo(step(begin('a'), 'b')), 'x')
    expect(redo(history).present).toBe('x')
    expect(undo(history).present).toBe('a')
  })
  it('makes one step of typing in one field', () => {
    let history = step(step(begin('a'), 'b', 'title'), 'bc', 'title')
    expect(undo(history).present).toBe('a')
    history = step(history, 'z', 'other')
    expect(undo(history).present).toBe('bc')
  })
  it('keeps no more than a hundred steps', () => {
    let history = begin(0)
    for (let at = 1; at <= 300; at += 1) history = step(history, at)
    expect(history.past.length).toBe(100)
  })
})
