import { describe, expect, it } from 'vitest'
import { Replica, type DeltaFrame, type LiveItem } from '../replica'

interface Thing extends LiveItem {
  value: number
}
const thing = (id: number, value: number): Thing => ({ id: String(id), value })

// A topic at the server: what it holds, and the deltas by which it tells of changes.
class Truth {
  seq = 1
  readonly things = new Map<string, Thing>()
  delta(upserts: Thing[], removes: string[]): DeltaFrame {
    for (const one of upserts) this.things.set(one.id, one)
    for (const id of removes) this.things.delete(id)
    return { topic: 'things', epoch: 'a', seq: ++this.seq, upserts, removes }
  }
  snapshot() {
    return { topic: 'things', epoch: 'a', seq: this.seq, snapshot: [...this.things.values()] }
  }
}

// A small generator of numbers that is the same in every run.
function numbers(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1664525 + 1013904223) >>> 0) / 2 ** 32
}

describe('a replica', () => {
  it.each([1, 7, 42, 1000])('holds after any deltas what a fresh snapshot holds (seed %i)', (seed) => {
    const random = numbers(seed)
    const truth = new Truth()
    const replica = new Replica()
    replica.take(truth.snapshot())
    for (let step = 0; step < 300; step++) {
      const upserts = Array.from({ length: Math.floor(random() * 3) }, () => thing(Math.floor(random() * 20), step))
      const removes = random() < 0.4 ? [String(Math.floor(random() * 20))].filter((id) => !upserts.some((one) => one.id === id)) : []
      expect(replica.apply(truth.delta(upserts, removes))).not.toBeNull()
    }
    const fresh = new Replica()
    fresh.take(truth.snapshot())
    expect(new Map([...replica.items].sort())).toEqual(new Map([...fresh.items].sort()))
  })

  it('asks for a new snapshot when a delta is missing', () => {
    const replica = new Replica()
    replica.take({ topic: 't', epoch: 'a', seq: 4, snapshot: [] })
    expect(replica.apply({ topic: 't', epoch: 'a', seq: 6, upserts: [thing(1, 1)] })).toBeNull()
    expect(replica.current).toBe(false)
    expect(replica.items.size).toBe(0)
  })

  it('asks for a new snapshot in another epoch, even when the number fits', () => {
    const replica = new Replica()
    replica.take({ topic: 't', epoch: 'a', seq: 4, snapshot: [] })
    expect(replica.apply({ topic: 't', epoch: 'b', seq: 5, upserts: [] })).toBeNull()
  })

  it('takes a delta that it has already no second time', () => {
    const replica = new Replica()
    replica.take({ topic: 't', epoch: 'a', seq: 4, snapshot: [thing(1, 9)] })
    expect(replica.apply({ topic: 't', epoch: 'a', seq: 4, removes: ['1'] })).toEqual({ upserted: [], removed: [] })
    expect(replica.items.size).toBe(1)
  })

  it('gives its items as a new map after each change, so that watchers notice', () => {
    const replica = new Replica()
    replica.take({ topic: 't', epoch: 'a', seq: 1, snapshot: [] })
    const before = replica.items
    replica.apply({ topic: 't', epoch: 'a', seq: 2, upserts: [thing(1, 1)] })
    expect(replica.items).not.toBe(before)
  })
})
