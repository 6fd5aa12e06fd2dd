// What the seats of a board ask of the board: names, actions, and who was chosen. One of each for hundreds of seats.
import { inject, provide, type InjectionKey } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import type { RowAction } from '@/shared/lists'
import type { Seat } from './board'

export interface BoardContext {
  mayControl: boolean
  skillsOf: (seat: Seat) => string[]
  reasonOf: (seat: Seat) => string
  minutesOf: (seat: Seat) => number | null
  actionsFor: (seat: Seat) => RowAction[]
  panelOf: (seat: Seat) => RouteLocationRaw
  isFlashing: (id: string) => boolean
  isChosen: (id: string) => boolean
  choose: (id: string, isChosen: boolean) => void
}

const key: InjectionKey<BoardContext> = Symbol('board')
export const provideBoard = (context: BoardContext) => provide(key, context)
export function useBoard(): BoardContext {
  const context = inject(key)
  if (!context) throw new Error('A seat stands on a board.')
  return context
}
