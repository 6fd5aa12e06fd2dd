import { describe, expect, it } from 'vitest'
import { addNode, changeNode, connect, exitsOf, kinds, moveNodes, paste, placeBeside, removeNodes, renameExit } from '../graph'
import type { FlowNode, Graph } from '../types'

const empty: Graph = { start: '', nodes: [] }
const origin = { x: 0, y: 0 }
function drawn(...added: Parameters<typeof addNode>[1][]): Graph {
  return added.reduce((graph, kind) => addNode(graph, kind, origin).graph, empty)
}
const nodeOf = (graph: Graph, id: string): FlowNode => {
  const node = graph.nodes.find((each) => each.id === id)
  if (!node) throw new Error(id)
  return node
}

describe('a drawing', () => {
  it('begins where its first node is', () => {
    expect(drawn('play', 'menu').start).toBe('play_1')
  })
  it('gives every node an id of its own and the settings of its kind', () => {
    const graph = drawn('play', 'play')
    expect(graph.nodes.map((node) => node.id)).toEqual(['play_1', 'play_2'])
    for (const kind of kinds) expect(nodeOf(drawn(kind), `${kind}_1`)[kind], kind).toBeTruthy()
  })
  it('puts a new node where nothing stands yet', () => {
    const graph = addNode(empty, 'play', origin).graph
    const place = placeBeside(graph, 'play_1')
    expect(place.x).toBeGreaterThan(200)
    expect(placeBeside(addNode(graph, 'menu', place).graph, 'play_1').y).toBeGreaterThan(place.y + 100)
    expect(placeBeside(empty, undefined)).toEqual(origin)
  })
  it('puts nodes on a grid', () => {
    const graph = moveNodes(drawn('play'), new Map([['play_1', { x: 104, y: -7 }]]))
    expect(nodeOf(graph, 'play_1')).toMatchObject({ x: 100, y: -10 })
  })
  it('connects each exit once', () => {
    let graph = connect(drawn('play', 'hangup', 'menu'), 'play_1', 'next', 'hangup_1')
    graph = connect(graph, 'play_1', 'next', 'menu_1')
    expect(nodeOf(graph, 'play_1').exits).toEqual([{ name: 'next', to: 'menu_1' }])
    expect(nodeOf(connect(graph, 'play_1', 'next', ''), 'play_1').exits).toEqual([])
  })
  it('drops the way of a key that the menu has no more', () => {
    let graph = connect(drawn('menu', 'hangup'), 'menu_1', '1', 'hangup_1')
    const menu = nodeOf(graph, 'menu_1').menu
    graph = changeNode(graph, 'menu_1', { menu: menu && { ...menu, keys: '2' } })
    expect(exitsOf(nodeOf(graph, 'menu_1'))).toEqual(['2', 'invalid', 'timeout'])
    expect(nodeOf(graph, 'menu_1').exits).toEqual([])
  })
  it('keeps the way of a branch that is called otherwise', () => {
    let graph = connect(drawn('split', 'hangup'), 'split_1', 'A', 'hangup_1')
    graph = renameExit(graph, 'split_1', 'A', '北方')
    expect(nodeOf(graph, 'split_1').exits).toEqual([{ name: '北方', to: 'hangup_1' }])
  })
  it('takes the ways to a node away with it', () => {
    const graph = removeNodes(connect(drawn('play', 'hangup'), 'play_1', 'next', 'hangup_1'), new Set(['hangup_1']))
    expect(nodeOf(graph, 'play_1').exits).toEqual([])
    expect(removeNodes(graph, new Set(['play_1'])).start).toBe('')
  })
  it('pastes copies with the ways among them', () => {
    const graph = connect(connect(drawn('play', 'play', 'hangup'), 'play_1', 'next', 'play_2'), 'play_2', 'next', 'hangup_1')
    const pasted = paste(graph, [nodeOf(graph, 'play_1'), nodeOf(graph, 'play_2')])
    expect(pasted.ids).toEqual(['play_3', 'play_4'])
    expect(nodeOf(pasted.graph, 'play_3').exits).toEqual([{ name: 'next', to: 'play_4' }])
    expect(nodeOf(pasted.graph, 'play_4').exits).toEqual([])
    expect(nodeOf(pasted.graph, 'play_3').x).not.toBe(nodeOf(graph, 'play_1').x)
  })
})
