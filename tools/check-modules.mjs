// Holds every #include of src/ against src/modules.txt: only allowed modules, standing
// above, and of domain modules only their public headers. Also: every header compiles
// on its own terms by having #pragma once, and no module is without a README.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = join(dirname(fileURLToPath(import.meta.url)), '..', 'src')

// module → {allowed, published, domain}, in the order of the file.
function readGraph() {
  const graph = new Map()
  let ring = 0
  for (const line of readFileSync(join(source, 'modules.txt'), 'utf8').split('\n')) {
    ring = Number(line.match(/^# ring (\d)/)?.[1] ?? ring)
    const match = line.match(/^([a-z_]+):([a-z_ ]*?)(?:public:(.*))?$/)
    if (!match) continue
    const [, name, allowed, published] = match
    graph.set(name, {
      allowed: allowed.trim().split(/\s+/).filter(Boolean),
      published: [`${name}.h`, 'types.h', 'events.h', ...(published ?? '').trim().split(/\s+/)],
      domain: ring === 3,
    })
  }
  return graph
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.(cpp|h)$/.test(entry.name)) yield path
  }
}

const graph = readGraph()
const order = [...graph.keys()]
const faults = []

for (const [name, { allowed }] of graph)
  for (const other of allowed)
    if (order.indexOf(other) < 0 || order.indexOf(other) >= order.indexOf(name))
      faults.push(`modules.txt: ${name} names ${other}, which does not stand above it`)

for (const folder of readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const name = folder.name
  if (!graph.has(name)) {
    faults.push(`src/${name} is not in modules.txt`)
    continue
  }
  if (!existsSync(join(source, name, 'README.md'))) faults.push(`src/${name} has no README.md`)
  for (const path of sources(join(source, name))) {
    const text = readFileSync(path, 'utf8')
    const place = relative(source, path)
    const test = place.includes('/tests/') || basename(place) === 'testing.h'
    if (path.endsWith('.h') && !text.includes('#pragma once')) faults.push(`${place} lacks #pragma once`)
    for (const [, header] of text.matchAll(/^#include "([^"]+)"/gm)) {
      const [other, ...rest] = header.split('/')
      if (other === name || other === 'tests') continue
      if (!graph.has(other)) faults.push(`${place} includes "${header}", which is in no module`)
      else if (!graph.get(name).allowed.includes(other)) faults.push(`${place} includes "${header}", but ${name} may not use ${other}`)
      else if (graph.get(other).domain && !graph.get(other).published.includes(rest.join('/')) && !(test && basename(header) === 'testing.h'))
        faults.push(`${place} includes "${header}", which ${other} does not publish`)
    }
  }
}

for (const fault of faults) console.error(fault)
console.log(faults.length === 0 ? 'The module graph holds.' : `${faults.length} breaks of the module graph.`)
process.exit(faults.length === 0 ? 0 : 1)
