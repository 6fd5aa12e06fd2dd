// What we hold of one topic: a snapshot, brought forward by numbered deltas. Pure: no sockets, no time.

export interface LiveItem {
  id: string
}

export interface SnapshotFrame {
  topic: string
  epoch: string | number
  seq: number
  snapshot: LiveItem[]
}

export interface DeltaFrame {
  topic: string
  epoch: string | number
  seq: number
  upserts?: LiveItem[]
  removes?: string[]
}

export interface RefusalFrame {
  topic: string
  error: { code: string; key: string; message: string; trace_id?: string }
}

// Said when there is nothing to say.
export interface BeatFrame {
  beat: true
}

export type Frame = SnapshotFrame | DeltaFrame | RefusalFrame | BeatFrame

export interface Applied {
  upserted: string[]
  removed: string[]
}

export class Replica {
  // False until a snapshot came, and again after a gap: what is held may then be old.
  current = false
  private epoch: string | number = ''
  private seq = 0
  private held: ReadonlyMap<string, LiveItem> = new Map()

  get items(): ReadonlyMap<string, LiveItem> {
    return this.held
  }

  take(frame: SnapshotFrame): void {
    this.epoch = frame.epoch
    this.seq = frame.seq
    this.held = new Map(frame.snapshot.map((item) => [item.id, item]))
    this.current = true
  }

  // Null when the delta does not follow what is held: then a new snapshot is needed. A delta that was
  // taken already (it is in the snapshot) changes nothing.
  apply(frame: DeltaFrame): Applied | null {
    if (!this.current) return { upserted: [], removed: [] }
    if (frame.epoch === this.epoch && frame.seq <= this.seq) return { upserted: [], removed: [] }
    if (frame.epoch !== this.epoch || frame.seq !== this.seq + 1) {
      this.current = false
      return null
    }
    const next = new Map(this.held)
    for (const item of frame.upserts ?? []) next.set(item.id, item)
    for (const id of frame.removes ?? []) next.delete(id)
    this.seq = frame.seq
    this.held = next
    return { upserted: (frame.upserts ?? []).map((item) => item.id), removed: frame.removes ?? [] }
  }

  outdate(): void {
    this.current = false
  }
}
