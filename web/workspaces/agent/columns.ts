// The widths of the three columns: kept in this browser, within what leaves room for the conversation.
import { computed, reactive, watch } from 'vue'

export interface Columns {
  list: number
  side: number
  isListOpen: boolean
  isSideOpen: boolean
}
export const LIMITS = { list: { least: 200, most: 420 }, side: { least: 280, most: 640 } } as const
export const DEFAULTS: Columns = { list: 268, side: 360, isListOpen: true, isSideOpen: true }
const KEY = 'yingda.workspace.columns'

const within = (value: unknown, { least, most }: { least: number; most: number }, fallback: number) =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, Math.round(value))) : fallback

export function readColumns(text: string | null): Columns {
  let kept: Partial<Columns> = {}
  try {
    kept = (JSON.parse(text ?? '{}') ?? {}) as Partial<Columns>
  } catch {
    // The defaults will do.
  }
  return {
    list: within(kept.list, LIMITS.list, DEFAULTS.list),
    side: within(kept.side, LIMITS.side, DEFAULTS.side),
    isListOpen: kept.isListOpen !== false,
    isSideOpen: kept.isSideOpen !== false,
  }
}

// Where three columns do not fit, the one at the right lies over the conversation, so it begins folded; what is done
// with it there says nothing of wide windows.
export function useColumns(isNarrow = matchMedia('(max-width: 1180px)').matches) {
  const kept = readColumns(localStorage.getItem(KEY))
  const columns = reactive({ ...kept, isSideOpen: kept.isSideOpen && !isNarrow })
  watch(columns, (now) => localStorage.setItem(KEY, JSON.stringify(isNarrow ? { ...now, isSideOpen: kept.isSideOpen } : now)))
  const resize = (column: 'list' | 'side', width: number) => (columns[column] = within(width, LIMITS[column], columns[column]))
  return { columns, resize, styles: computed(() => ({ '--list': `${columns.list}px`, '--side': `${columns.side}px` })) }
}
