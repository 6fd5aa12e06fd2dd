// What to try in the demo, by what one may do: the first part of which a right is held.
import type { RouteLocationRaw } from 'vue-router'

export interface TourStep {
  key: string // of demo.tour.PART
  to?: RouteLocationRaw
  href?: string
}
export interface TourPart {
  name: 'administrator' | 'supervisor' | 'agent' | 'viewer'
  right: string
  steps: readonly TourStep[]
}

export const tourParts: readonly TourPart[] = [
  {
    name: 'administrator',
    right: 'people.edit',
    steps: [
      { key: 'organisation', to: '/organisation' },
      { key: 'queues', to: '/queues' },
      { key: 'chat_window', href: '/demo/' },
      { key: 'pace' },
    ],
  },
  {
    name: 'supervisor',
    right: 'agents.control',
    steps: [
      { key: 'board', to: '/agents' },
      { key: 'watch', to: '/chats' },
      { key: 'clocks', to: '/service-levels/clocks' },
      { key: 'pace' },
    ],
  },
  {
    name: 'agent',
    right: 'agents.work',
    steps: [{ key: 'ready' }, { key: 'answer', to: '/workspace' }, { key: 'record' }, { key: 'keys' }],
  },
  {
    name: 'viewer',
    right: '',
    steps: [{ key: 'look' }, { key: 'history', to: '/contacts' }, { key: 'others' }],
  },
]

export function tourFor(may: (right: string) => boolean): TourPart {
  return tourParts.find((part) => part.right === '' || may(part.right)) ?? tourParts[tourParts.length - 1]!
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
