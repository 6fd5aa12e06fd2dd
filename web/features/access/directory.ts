// The organisation as pages read it: centres, departments, teams, roles and people, live and by name.
import { computed } from 'vue'
import type { Choice } from '@/shared/forms'
import { useLanguage } from '@/shared/i18n'
import { useTopic } from '@/shared/live'
import { useSession } from './session'
import { buildTree, centreOrder, type OrgNode } from './tree'
import type { Centre, Department, Person, Role, Team } from './types'

export function useCentres() {
  const session = useSession()
  const topic = useTopic<Centre>('centres', { when: () => session.may('centres.view') })
  // Who may not see the tree still knows the own centre.
  const nameOf = (id: string | null | undefined) =>
    (id && topic.items.value.get(id)?.name) || (id && id === session.current?.centre_id ? session.current.centre_name : '')
  const choices = computed<Choice[]>(() => {
    const known = centreOrder(topic.list.value).map(({ centre, depth }) => ({
      value: centre.id,
      label: centre.name,
      depth,
      hint: centre.code,
      disabled: !centre.active,
    }))
    const own = session.current
    return known.length > 0 || !own ? known : [{ value: own.centre_id, label: own.centre_name }]
  })
  return { ...topic, nameOf, choices }
}

// How far a right reaches, as far as the console can tell. The server decides.
export function useReach() {
  const session = useSession()
  const centres = useCentres()
  const isAtRoot = computed(() => {
    const own = centres.items.value.get(session.current?.centre_id ?? '')
    return own === undefined || own.parent_id === null
  })
  return {
    all: (right: string) => session.scopeOf(right) === 'centre_and_below' && isAtRoot.value,
    centre: (right: string, centreId: string) => {
      const scope = session.scopeOf(right)
      if (scope === 'centre') return centreId === session.current?.centre_id
      return scope === 'centre_and_below' && (centreId === session.current?.centre_id || centres.items.value.has(centreId))
    },
  }
}

export function useDepartments() {
  const session = useSession()
  const topic = useTopic<Department>('departments', { when: () => session.may('organisation.view') })
  return {
    ...topic,
    nameOf: (id: string | null | undefined) => (id ? (topic.items.value.get(id)?.name ?? '') : ''),
    choicesIn: (centreId: string): Choice[] =>
      topic.list.value.filter((department) => department.centre_id === centreId).map(({ id, name }) => ({ value: id, label: name })),
  }
}

export function useTeams() {
  const session = useSession()
  const topic = useTopic<Team>('teams', { when: () => session.may('organisation.view') })
  return {
    ...topic,
    nameOf: (id: string | null | undefined) => (id ? (topic.items.value.get(id)?.name ?? '') : ''),
    choicesIn: (centreId: string): Choice[] =>
      topic.list.value.filter((team) => team.centre_id === centreId).map(({ id, name }) => ({ value: id, label: name })),
  }
}

export function useRoles() {
  const session = useSession()
  const language = useLanguage()
  const topic = useTopic<Role>('roles', { when: () => session.may('roles.view') })
  const titleOf = (role: Role) => (language.value === 'en' && role.name_en ? role.name_en : role.name)
  return {
    ...topic,
    titleOf,
    nameOf: (id: string) => {
      const role = topic.items.value.get(id)
      return role ? titleOf(role) : ''
    },
    choices: computed<Choice[]>(() => topic.list.value.map((role) => ({ value: role.id, label: titleOf(role) }))),
  }
}

export function usePeople() {
  const session = useSession()
  const topic = useTopic<Person>('people', { when: () => session.may('people.view') })
  return {
    ...topic,
    nameOf: (id: string | null | undefined) => {
      if (!id) return ''
      return topic.items.value.get(id)?.name ?? (id === session.current?.person_id ? session.current.name : '')
    },
    choicesIn: (centreId: string | null): Choice[] =>
      topic.list.value
        .filter((person) => person.active && (centreId === null || person.centre_id === centreId))
        .map((person) => ({ value: person.id, label: person.name, hint: person.number })),
  }
}

export function useOrganisation() {
  const centres = useCentres()
  const departments = useDepartments()
  const teams = useTeams()
  const tree = computed<OrgNode[]>(() => buildTree(centres.list.value, departments.list.value, teams.list.value))
  return { centres, departments, teams, tree }
}
