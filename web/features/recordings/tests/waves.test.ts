import { describe, expect, it } from 'vitest'
import { barsOf, moveBy, rangesOf, speedBeside } from '../waves'

describe('the stretches of a recording', () => {
  it('lie between the marks that open and close them', () =>
    expect(
      rangesOf(
        [
          { at_ms: 5_000, kind: 'hold' },
          { at_ms: 9_000, kind: 'resume' },
          { at_ms: 12_000, kind: 'pause' },
          { at_ms: 15_000, kind: 'go_on' },
          { at_ms: 16_000, kind: 'transfer' },
        ],
        20_000,
      ),
    ).toEqual([
      { kind: 'hold', from: 5_000, until: 9_000 },
      { kind: 'pause', from: 12_000, until: 15_000 },
    ]))
  it('last until the end when nothing closes them', () => expect(rangesOf([{ at_ms: 3_000, kind: 'pause' }], 8_000)).toEqual([{ kind: 'pause', from: 3_000, until: 8_000 }]))
  it('begin once, and close only what is open', () =>
    expect(
      rangesOf(
        [
          { at_ms: 1_000, kind: 'resume' },
          { at_ms: 2_000, kind: 'hold' },
          { at_ms: 3_000, kind: 'hold' },
          { at_ms: 4_000, kind: 'resume' },
        ],
        8_000,
      ),
    ).toEqual([{ kind: 'hold', from: 2_000, until: 4_000 }]))
})

describe('keys', () => {
  it('move by five seconds, with shift by thirty, and stay within', () => {
    expect(moveBy('ArrowRight', false, 10_000, 60_000)).toBe(15_000)
    expect(moveBy('ArrowLeft', true, 10_000, 60_000)).toBe(0)
    expect(moveBy('ArrowRight', true, 50_000, 60_000)).toBe(60_000)
    expect(moveBy('Home', false, 50_000, 60_000)).toBe(0)
    expect(moveBy('End', false, 0, 60_000)).toBe(60_000)
    expect(moveBy('x', false, 0, 60_000)).toBeNull()
  })
  it('change the speed from a half to double', () => {
    expect(speedBeside(1, 1)).toBe(1.25)
    expect(speedBeside(2, 1)).toBe(2)
    expect(speedBeside(0.5, -1)).toBe(0.5)
  })
})

describe('bars', () => {
  it('are as high as the loudest in them', () => expect(barsOf([0, 500, 1000, 250], 2)).toEqual([0.5, 1]))
  it('may be more than there are peaks', () => expect(barsOf([1000, 0], 4)).toEqual([1, 1, 0, 0]))
  it('may be none', () => expect(barsOf([], 4)).toEqual([]))
})
