// A drawing while it is edited: every change gives a new one, so that it can be undone. Pure.
import type { FlowNode, Graph, NodeKind, Part, Phrases } from './types'

export const kinds: readonly NodeKind[] = [
  'play',
  'menu',
  'collect',
  'set_variable',
  'test',
  'hours',
  'caller',
  'split',
  'lookup',
  'queue',
  'transfer',
  'voicemail',
  'callback',
  'rate',
  'language',
  'subflow',
  'hangup',
]

const GRID = 10
const PASTED_BESIDE = 40
// What a node takes of the drawing, with room for its ways.
const WIDTH = 280
const HEIGHT = 160

export const noPhrases = (): Phrases => ({ zh: [], en: [] })
const part = (text: string): Part => ({ prompt_id: null, text, digits: null, amount: null, date: null })

type Settings = Partial<Pick<FlowNode, NodeKind>>

// What a new node of the kind is set to.
export function blankSettings(kind: NodeKind): Settings {
  switch (kind) {
    case 'play':
      return { play: { phrases: { zh: [part('')], en: [] }, interruptible: true } }
    case 'menu':
      return { menu: { phrases: { zh: [part('')], en: [] }, retry: null, interruptible: true, keys: '1', timeout_seconds: 5, tries: 3 } }
    case 'collect':
      return {
        collect: { phrases: { zh: [part('')], en: [] }, retry: null, interruptible: true, min_digits: 1, max_digits: 11, end_key: '#', first_seconds: 8, between_seconds: 4, tries: 3, variable: 'digits', secret: false },
      }
    case 'set_variable':
      return { set_variable: { variable: 'name', value: '' } }
    case 'test':
      return { test: { variable: 'name', op: 'equals', value: '' } }
    case 'hours':
      return { hours: { calendar_id: null } }
    case 'caller':
      return { caller: { branches: [] } }
    case 'split':
      return { split: { shares: [{ exit: 'A', percent: 50 }, { exit: 'B', percent: 50 }] } }
    case 'lookup':
      return { lookup: { method: 'get', url: 'https://', headers: [], body: '', timeout_ms: 3000, mapping: [] } }
    case 'queue':
      return { queue: { queue_id: null, advance_seconds: 0, skills: [] } }
    case 'transfer':
      return { transfer: { target: 'number', to: '' } }
    case 'voicemail':
      return { voicemail: { phrases: { zh: [part('')], en: [] }, queue_id: null, max_seconds: 120 } }
    case 'callback':
      return { callback: { number: '{caller_number}', queue_id: null, confirmation: noPhrases() } }
    case 'rate':
      return { rate: { score: '{digits}', scale: 'five_is_best' } }
    case 'language':
      return { language: { language: 'en' } }
    case 'subflow':
      return { subflow: { flow_id: null } }
    case 'hangup':
      return { hangup: { phrases: noPhrases(), returns: false } }
  }
}

// The exits of a node, as the server names them.
export function exitsOf(node: FlowNode): string[] {
  switch (node.kind) {
    case 'play':
    case 'set_variable':
    case 'language':
      return ['next']
    case 'menu':
      return [...(node.menu?.keys ?? ''), 'invalid', 'timeout']
    case 'collect':
      return ['done', 'invalid', 'timeout']
    case 'test':
      return ['yes', 'no']
    case 'hours':
      return ['open', 'closed', 'holiday']
    case 'caller':
      return [...(node.caller?.branches ?? []).map((branch) => branch.exit), 'otherwise']
    case 'split':
      return (node.split?.shares ?? []).map((share) => share.exit)
    case 'lookup':
      return ['ok', 'failed', 'timeout']
    case 'queue':
      return ['closed', 'full', 'emergency', 'inactive']
    case 'transfer':
      return ['failed']
    case 'callback':
      return ['done', 'failed']
    case 'rate':
      return ['rated', 'invalid']
    case 'voicemail':
    case 'subflow':
      return ['done']
    case 'hangup':
      return []
  }
}

const onGrid = (value: number) => Math.round(value / GRID) * GRID

// "menu_2": short, as it stands in reports.
export function freshId(graph: Graph, kind: NodeKind, taken: ReadonlySet<string> = new Set()): string {
  const ids = new Set([...graph.nodes.map((node) => node.id), ...taken])
  for (let number = 1; ; number += 1) if (!ids.has(`${kind}_${number}`)) return `${kind}_${number}`
}

export function addNode(graph: Graph, kind: NodeKind, at: { x: number; y: number }): { graph: Graph; id: string } {
  const id = freshId(graph, kind)
  const unset = Object.fromEntries(kinds.map((each) => [each, null])) as Pick<FlowNode, NodeKind>
  const node = { id, kind, title: '', x: onGrid(at.x), y: onGrid(at.y), ...unset, ...blankSettings(kind), exits: [] } as FlowNode
  return { graph: { start: graph.start || id, nodes: [...graph.nodes, node] }, id }
}

// Beside a node (or the last one), where nothing stands yet.
export function placeBeside(graph: Graph, id: string | undefined): { x: number; y: number } {
  const from = graph.nodes.find((node) => node.id === id) ?? graph.nodes.at(-1)
  if (!from) return { x: 0, y: 0 }
  const place = { x: from.x + WIDTH, y: from.y }
  while (graph.nodes.some((node) => Math.abs(node.x - place.x) < WIDTH - GRID && Math.abs(node.y - place.y) < HEIGHT - GRID)) place.y += HEIGHT
  return place
}

// Exits that the node has no more are gone with their ways.
export function changeNode(graph: Graph, id: string, change: Partial<FlowNode>): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      if (node.id !== id) return node
      const changed = { ...node, ...change }
      const exits = new Set(exitsOf(changed))
      return { ...changed, exits: changed.exits.filter((exit) => exits.has(exit.name)) }
    }),
  }
}

// A branch that is called otherwise keeps its way.
export function renameExit(graph: Graph, id: string, from: string, to: string): Graph {
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === id ? { ...node, exits: node.exits.map((exit) => (exit.name === from ? { ...exit, name: to } : exit)) } : node)) }
}

export function moveNodes(graph: Graph, places: ReadonlyMap<string, { x: number; y: number }>): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      const place = places.get(node.id)
      return place ? { ...node, x: onGrid(place.x), y: onGrid(place.y) } : node
    }),
  }
}

// An empty target takes the way away.
export function connect(graph: Graph, id: string, exit: string, to: string): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      if (node.id !== id) return node
      const others = node.exits.filter((each) => each.name !== exit)
      return { ...node, exits: to === '' ? others : [...others, { name: exit, to }] }
    }),
  }
}

export function removeNodes(graph: Graph, ids: ReadonlySet<string>): Graph {
  const nodes = graph.nodes.filter((node) => !ids.has(node.id)).map((node) => ({ ...node, exits: node.exits.filter((exit) => !ids.has(exit.to)) }))
  return { start: ids.has(graph.start) ? '' : graph.start, nodes }
}

// Copies with ids of their own; ways among them stay, others are cut.
export function paste(graph: Graph, copied: readonly FlowNode[]): { graph: Graph; ids: string[] } {
  const names = new Map<string, string>()
  for (const node of copied) names.set(node.id, freshId(graph, node.kind, new Set(names.values())))
  const nodes = copied.map((node) => ({
    ...(JSON.parse(JSON.stringify(node)) as FlowNode),
    id: names.get(node.id) ?? node.id,
    x: node.x + PASTED_BESIDE,
    y: node.y + PASTED_BESIDE,
    exits: node.exits.flatMap((exit) => (names.has(exit.to) ? [{ ...exit, to: names.get(exit.to) ?? exit.to }] : [])),
  }))
  return { graph: { start: graph.start || (nodes[0]?.id ?? ''), nodes: [...graph.nodes, ...nodes] }, ids: nodes.map((node) => node.id) }
}

// What a node says first, for the drawing.
export function gistOf(node: FlowNode): string {
  const phrases = node.play?.phrases ?? node.menu?.phrases ?? node.collect?.phrases ?? node.voicemail?.phrases ?? node.callback?.confirmation ?? node.hangup?.phrases
  const first = phrases?.zh[0] ?? phrases?.en[0]
  if (first) return first.text ?? first.digits ?? first.amount ?? first.date ?? ''
  if (node.set_variable) return `${node.set_variable.variable} = ${node.set_variable.value}`
  if (node.test) return `${node.test.variable} · ${node.test.value}`
  if (node.lookup) return node.lookup.url
  if (node.transfer) return node.transfer.to
  if (node.rate) return node.rate.score
  return ''
}
