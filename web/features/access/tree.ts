// Centres in their tree, with departments and teams below them. Pure.
import { compareNames } from '@/shared/i18n'
import type { Centre, Department, Team } from './types'

export type OrgKind = 'centre' | 'department' | 'team'

export interface OrgNode {
  key: string // "centre/42"
  kind: OrgKind
  id: string
  name: string
  code: string
  isActive: boolean
  children: OrgNode[]
}


function sorted<T extends { name: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => compareNames(a.name, b.name))
}

export function keyOf(kind: OrgKind, id: string): string {
  return `${kind}/${id}`
}

// Whoever's parent is out of reach stands at the top.
function childrenOf<T extends { id: string; parent_id: string | null }>(items: readonly T[], parentId: string | null, known: ReadonlySet<string>): T[] {
  return items.filter((item) => (item.parent_id !== null && known.has(item.parent_id) ? item.parent_id : null) === parentId)
}

export function buildTree(centres: readonly Centre[], departments: readonly Department[], teams: readonly Team[]): OrgNode[] {
  const knownCentres = new Set(centres.map((centre) => centre.id))
  const knownDepartments = new Set(departments.map((department) => department.id))

  const teamNode = (team: Team): OrgNode => ({
    key: keyOf('team', team.id),
    kind: 'team',
    id: team.id,
    name: team.name,
    code: '',
    isActive: true,
    children: [],
  })
  const departmentNode = (department: Department): OrgNode => ({
    key: keyOf('department', department.id),
    kind: 'department',
    id: department.id,
    name: department.name,
    code: '',
    isActive: true,
    children: [
      ...sorted(childrenOf(departments, department.id, knownDepartments)).map(departmentNode),
      ...sorted(teams.filter((team) => team.department_id === department.id)).map(teamNode),
    ],
  })
  const centreNode = (centre: Centre): OrgNode => ({
    key: keyOf('centre', centre.id),
    kind: 'centre',
    id: centre.id,
    name: centre.name,
    code: centre.code,
    isActive: centre.active,
    children: [
      ...sorted(childrenOf(departments, null, knownDepartments).filter((department) => department.centre_id === centre.id)).map(departmentNode),
      ...sorted(
        teams.filter((team) => team.centre_id === centre.id && (team.department_id === null || !knownDepartments.has(team.department_id))),
      ).map(teamNode),
      ...sorted(childrenOf(centres, centre.id, knownCentres)).map(centreNode),
    ],
  })
  return sorted(childrenOf(centres, null, knownCentres)).map(centreNode)
}

export function centreOrder(centres: readonly Centre[]): { centre: Centre; depth: number }[] {
  const known = new Set(centres.map((centre) => centre.id))
  const walk = (parentId: string | null, depth: number): { centre: Centre; depth: number }[] =>
    sorted(childrenOf(centres, parentId, known)).flatMap((centre) => [{ centre, depth }, ...walk(centre.id, depth + 1)])
  return walk(null, 0)
}

// The object itself and everything below it: where it cannot be moved to.
export function subtreeIds<T extends { id: string; parent_id: string | null }>(items: readonly T[], rootId: string): Set<string> {
  const ids = new Set([rootId])
  for (let grew = true; grew; ) {
    grew = false
    for (const item of items)
      if (item.parent_id !== null && ids.has(item.parent_id) && !ids.has(item.id)) {
        ids.add(item.id)
        grew = true
      }
  }
  return ids
}

export function pathTo(nodes: readonly OrgNode[], key: string): OrgNode[] {
  for (const node of nodes) {
    if (node.key === key) return [node]
    const below = pathTo(node.children, key)
    if (below.length > 0) return [node, ...below]
  }
  return []
}
