// The catalogue: both languages say the same things, and everything that the console asks for is there.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placeholdersOf } from '../compile'

const web = process.cwd()
const folder = join(web, '../content/messages')

function flatten(node: unknown, prefix: string, into: Map<string, string>): Map<string, string> {
  if (typeof node === 'string') into.set(prefix, node)
  else for (const [key, value] of Object.entries(node as object)) flatten(value, prefix ? `${prefix}.${key}` : key, into)
  return into
}
const names = (language: string) => readdirSync(join(folder, language)).filter((name) => name.endsWith('.json')).sort()
const load = (language: string, name: string) => flatten(JSON.parse(readFileSync(join(folder, language, name), 'utf8')), '', new Map())
const all = (language: string) => new Map(names(language).flatMap((name) => [...load(language, name)]))

function* sources(path: string): Generator<string> {
  for (const name of readdirSync(path)) {
    const file = join(path, name)
    if (statSync(file).isDirectory()) {
      if (name !== 'tests') yield* sources(file)
    } else if (/\.(vue|ts)$/.test(name)) yield readFileSync(file, 'utf8')
  }
}
const code = ['app', 'shared', 'features', 'workspaces'].flatMap((room) => [...sources(join(web, room))]).join('\n')
const widgetCode = [...sources(join(web, 'widget'))].join('\n')
const chinese = all('zh-CN')

describe('the catalogue', () => {
  it('has the same files in both languages', () => expect(names('en')).toEqual(names('zh-CN')))

  it.each(names('zh-CN'))('%s has the same keys in both languages', (name) =>
    expect([...load('en', name).keys()].sort()).toEqual([...load('zh-CN', name).keys()].sort()),
  )

  it.each(names('zh-CN'))('%s has the same placeholders in both languages', (name) => {
    const english = load('en', name)
    for (const [key, text] of load('zh-CN', name)) expect([key, placeholdersOf(english.get(key) ?? '').sort()]).toEqual([key, placeholdersOf(text).sort()])
  })

  it('says something under every key', () => {
    for (const language of ['zh-CN', 'en']) expect([...all(language)].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('holds every key that the console asks for', () => {
    const asked = new Set([...code.matchAll(/['`]((?:app|access|customers|agents|content|dictionaries|calendars|replies|routing|sites|wording|chats|contacts|commitments|lines|phone|monitoring|report_pages|workspace)\.[a-z0-9_.]+[a-z0-9_])['`]/g)].map((found) => found[1] ?? ''))
    expect(asked.size).toBeGreaterThan(200)
    // Keys of rights look like messages ('customers.view'), and are the messages "rights.KEY".
    expect([...asked].filter((key) => !chinese.has(key) && !chinese.has(`rights.${key}`))).toEqual([])
  })

  it('holds something under every beginning that is completed at run time', () => {
    const beginnings = new Set([...code.matchAll(/`([a-z_]+(?:\.[a-z_]+)*[._])\$\{/g)].map((found) => found[1] ?? ''))
    const known = [...beginnings].filter((beginning) => /^(app|access|customers|agents|content|dictionaries|calendars|replies|routing|sites|wording|chats|contacts|commitments|lines|phone|monitoring|report_pages|workspace|rights|right_modules)\./.test(beginning))
    expect(known.length).toBeGreaterThan(15)
    expect(known.filter((beginning) => ![...chinese.keys()].some((key) => key.startsWith(beginning)))).toEqual([])
  })

  it('has no texts of the console that nobody asks for', () => {
    const beginnings = [...code.matchAll(/`([a-z_]+(?:\.[a-z_]+)*[._])\$\{/g)].map((found) => found[1] ?? '')
    const isAsked = (key: string) => code.includes(`'${key}'`) || beginnings.some((beginning) => key.startsWith(beginning))
    const own = [...chinese.keys()].filter((key) => /^(app|access|customers|agents|content|dictionaries|calendars|replies|routing|sites|wording|chats|contacts|commitments|lines|phone|monitoring|report_pages|workspace)\./.test(key))
    expect(own.filter((key) => !isAsked(key))).toEqual([])
  })

  it('holds what the widget asks for, whose keys are checked as types, and nothing more', () => {
    const beginnings = [...widgetCode.matchAll(/`([a-z]+_)\$\{/g)].map((found) => found[1] ?? '')
    const endings = [...widgetCode.matchAll(/\bt\(`\$\{\w+\}(_[a-z]+)`/g)].map((found) => found[1] ?? '')
    const isAsked = (key: string) => widgetCode.includes(`'${key}'`) || beginnings.some((beginning) => key.startsWith(beginning)) || endings.some((ending) => key.endsWith(ending))
    const own = [...load('zh-CN', 'widget.json').keys()].map((key) => key.replace('widget.', ''))
    expect(own.length).toBeGreaterThan(100)
    expect(own.filter((key) => !isAsked(key))).toEqual([])
  })
})
