// Keeps the console's rooms apart. shared/ knows no feature; a feature knows shared/ and, of other features, only their
// index.ts; app/ knows shared/ and features by their index.ts. widget/, which strangers load, knows shared/ alone, and
// nobody knows it. Cycles between features are refused.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const ROOMS = ['app', 'shared', 'features', 'widget', 'workspaces']
const IMPORT = /(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|import\s*['"]([^'"]+)['"]/g

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* files(path)
    else if (/\.(ts|vue)$/.test(name)) yield path
  }
}

// "features/customers/pages/X.vue": the room is "features", the feature "customers".
function placeOf(path) {
  const [room, feature] = path.split('/')
  return { room, feature: room === 'features' ? feature : null }
}

export function faultOf(from, to) {
  const source = placeOf(from)
  const target = placeOf(to)
  const isTest = /\.test\.ts$/.test(from)
  if (source.room === 'shared' && target.room !== 'shared' && !isTest) return 'shared/ may not know what is built on it'
  if (source.room === 'widget' && !['widget', 'shared'].includes(target.room)) return 'widget/ may know shared/ alone'
  if (target.room === 'widget' && source.room !== 'widget') return 'nobody may know widget/'
  if (source.room === 'features' && target.room === 'app') return 'a feature may not know app/'
  if (target.feature !== null && target.feature !== source.feature && to.replace(/(\/index)?(\.ts)?$/, '') !== `features/${target.feature}`)
    return `only features/${target.feature}/index.ts may be imported from outside`
  return null
}

function resolveTarget(from, specifier) {
  if (specifier.startsWith('@/')) return specifier.slice(2)
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier))
  return null
}

function check() {
  const faults = []
  const graph = new Map()
  for (const room of ROOMS) {
    let found
    try {
      found = [...files(join(root, room))]
    } catch {
      continue // a room that is not built yet
    }
    for (const path of found) {
      const from = relative(root, path)
      for (const match of readFileSync(path, 'utf8').matchAll(IMPORT)) {
        const to = resolveTarget(from, match[1] ?? match[2] ?? match[3])
        if (to === null) continue
        const fault = faultOf(from, to)
        if (fault) faults.push(`${from} imports ${to}: ${fault}`)
        const [source, target] = [placeOf(from).feature, placeOf(to).feature]
        if (source && target && source !== target) graph.set(source, new Set(graph.get(source)).add(target))
      }
    }
  }
  const walk = (feature, path) => {
    if (path.includes(feature)) return faults.push(`features form a cycle: ${[...path, feature].join(' > ')}`)
    for (const next of graph.get(feature) ?? []) walk(next, [...path, feature])
  }
  for (const feature of graph.keys()) walk(feature, [])
  return faults
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = [...new Set(check())]
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exit(1)
  console.log('Imports keep to their rooms.')
}
