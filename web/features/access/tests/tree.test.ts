import { describe, expect, it } from 'vitest'
import { buildTree, centreOrder, pathTo, subtreeIds } from '../tree'
import type { Centre, Department, Team } from '../types'

const common = { version: 1, updated_at: '' }
const centre = (id: string, parent_id: string | null, name = id): Centre => ({
  ...common,
  id,
  parent_id,
  name,
  level: 'city',
  code: id,
  time_zone: 'Asia/Shanghai',
  language: 'zh-CN',
  active: true,
})
const department = (id: string, centre_id: string, parent_id: string | null = null): Department => ({ ...common, id, centre_id, parent_id, name: id })
const team = (id: string, centre_id: string, department_id: string | null = null): Team => ({ ...common, id, centre_id, department_id, name: id, leader_id: null })

const centres = [centre('gz', 'gd'), centre('cn', null), centre('gd', 'cn')]
const departments = [department('hot', 'gz'), department('complaints', 'gz', 'hot')]
const teams = [team('a', 'gz', 'hot'), team('duty', 'cn')]

describe('the tree of the organisation', () => {
  const tree = buildTree(centres, departments, teams)

  it('hangs everything below what it belongs to', () => {
    expect(pathTo(tree, 'team/a').map((node) => node.key)).toEqual(['centre/cn', 'centre/gd', 'centre/gz', 'department/hot', 'team/a'])
    expect(pathTo(tree, 'department/complaints').at(-2)?.key).toBe('department/hot')
    expect(tree[0]?.children.map((node) => node.key)).toEqual(['team/duty', 'centre/gd'])
  })

  it('puts at the top what hangs below something out of reach', () => {
    expect(buildTree([centre('gz', 'gd')], [], []).map((node) => node.key)).toEqual(['centre/gz'])
  })

  it('keeps a team whose department is out of reach at its centre', () => {
    expect(pathTo(buildTree([centre('gz', null)], [], teams), 'team/a').map((node) => node.key)).toEqual(['centre/gz', 'team/a'])
  })

  it('lists centres in depth', () =>
    expect(centreOrder(centres).map(({ centre: { id }, depth }) => [id, depth])).toEqual([
      ['cn', 0],
      ['gd', 1],
      ['gz', 2],
    ]))

  it('knows where something cannot be moved to', () => expect(subtreeIds(centres, 'gd')).toEqual(new Set(['gd', 'gz'])))
})
