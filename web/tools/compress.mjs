// Puts a .gz and a .br beside each file of the named folders that gains by it; the server sends the one that a
// browser takes (src/http/static_files.cpp). Prints what all of a folder weighs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const worthIt = /\.(js|css|html|json|svg|webmanifest)$/
const smallest = 1_000

function compress(path) {
  const content = readFileSync(path)
  if (content.length < smallest) return content.length
  const gz = gzipSync(content, { level: 9 })
  const br = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
  if (gz.length > content.length * 0.9) return content.length
  writeFileSync(`${path}.gz`, gz)
  writeFileSync(`${path}.br`, br)
  return gz.length
}

for (const folder of process.argv.slice(2)) {
  let sum = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && worthIt.test(entry.name)) sum += compress(join(entry.parentPath, entry.name))
  console.log(`${folder}: ${sum} bytes with gzip`)
}
