// What to try in the demo, by what one may do: the first part of which a right is held, and of it the steps that lead
// where one may go.
import type { RouteLocationRaw } from 'vue-router'

export interface TourStep {
  key: string // of demo.tour.PART
  to?: RouteLocationRaw
  href?: string
  rights?: readonly string[] // only for those who hold all of them
}
export interface TourPart {
  name: 'administrator' | 'supervisor' | 'agent' | 'viewer'
  right: string
  steps: readonly TourStep[]
}

const wallboard: TourStep = { key: 'wallboard', to: '/wallboard', rights: ['reports.view', 'queues.view'] }
const reports: TourStep = { key: 'reports', to: '/reports', rights: ['reports.view'] }

export const tourParts: readonly TourPart[] = [
  {
    name: 'administrator',
    right: 'people.edit',
    steps: [
      { key: 'organisation', to: '/organisation' },
      { key: 'queues', to: '/queues' },
      { key: 'hotline', to: '/voice-flows', rights: ['flows.view'] },
      { key: 'phones', to: '/lines', rights: ['trunks.view'] },
      { key: 'chat_window', href: '/demo/' },
      wallboard,
      reports,
      { key: 'pace' },
    ],
  },
  {
    name: 'supervisor',
    right: 'agents.control',
    steps: [
      { key: 'board', to: '/agents' },
      { key: 'watch', to: '/chats' },
      { key: 'listen', to: '/live-calls', rights: ['calls.supervise'] },
      { key: 'calls', to: '/recordings', rights: ['recordings.view'] },
      { key: 'clocks', to: '/service-levels/clocks' },
      wallboard,
      reports,
      { key: 'pace' },
    ],
  },
  {
    name: 'agent',
    right: 'agents.work',
    steps: [{ key: 'ready' }, { key: 'phone' }, { key: 'answer', to: '/workspace' }, { key: 'record' }, { key: 'keys' }],
  },
  {
    name: 'viewer',
    right: '',
    steps: [{ key: 'look' }, wallboard, reports, { key: 'history', to: '/contacts', rights: ['contacts.view'] }, { key: 'others' }],
  },
]

export function tourFor(may: (right: string) => boolean): TourPart {
  const part = tourParts.find(({ right }) => right === '' || may(right)) ?? tourParts[tourParts.length - 1]!
  return { ...part, steps: part.steps.filter(({ rights = [] }) => rights.every(may)) }
}

const SEEN = 'yingda.demo-tour'

// Whether this person has closed it in this browser.
export function wasSeen(person: string): boolean {
  return (localStorage.getItem(SEEN) ?? '').split(',').includes(person)
}
export function remember(person: string): void {
  if (wasSeen(person)) return
  const seen = (localStorage.getItem(SEEN) ?? '').split(',').filter(Boolean)
  localStorage.setItem(SEEN, [...seen, person].slice(-50).join(','))
}
