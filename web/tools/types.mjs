// Generates shared/api/schema.d.ts (types) and shared/api/limits.ts (lengths and formats of fields) from the
// server's OpenAPI document: OPENAPI, else ../build/openapi.json, which `build/yingda openapi` writes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const source = process.env.OPENAPI ?? new URL('../../build/openapi.json', import.meta.url).pathname
if (!existsSync(source)) {
  console.error(`No OpenAPI document at ${source}. Write it with: build/yingda openapi > build/openapi.json`)
  process.exit(1)
}
const text = readFileSync(source, 'utf8')
const target = (name) => new URL(`../shared/api/${name}`, import.meta.url)

const LIMITS = ['minLength', 'maxLength', 'minimum', 'maximum', 'maxItems', 'format']

function limitsOf(schema) {
  const properties = Object.assign({}, ...(schema.allOf ?? []).map((part) => part.properties ?? {}), schema.properties)
  const fields = {}
  for (const [name, property] of Object.entries(properties)) {
    // What may be null is a choice between a schema and null.
    const own = property.anyOf?.find((choice) => choice.type !== 'null') ?? property
    const found = Object.fromEntries(LIMITS.filter((key) => own[key] !== undefined).map((key) => [key, own[key]]))
    if (Object.keys(found).length > 0) fields[name] = found
  }
  return fields
}

const document = JSON.parse(text)
const limits = Object.fromEntries(
  Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => [name, limitsOf(schema)]),
)
const head = '// Generated from the OpenAPI document by tools/types.mjs.\n'
writeFileSync(target('schema.d.ts'), head + astToString(await openapiTS(text)))
writeFileSync(target('limits.ts'), `${head}export const limits = ${JSON.stringify(limits, null, 2)} as const\n`)
