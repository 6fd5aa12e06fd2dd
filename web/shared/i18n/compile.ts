// Messages have the server's format: {name} is replaced by the value of that name, and nothing else is special.
// Being ours, it needs neither vue-i18n's compiler nor eval.
import type { MessageContext } from 'vue-i18n'

export function placeholdersOf(message: string): string[] {
  return [...message.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '')
}

export function fillMessage(message: string, value: (name: string) => unknown): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const found = value(name)
    return found === undefined || found === null || found === '' ? (found === undefined ? whole : '') : String(found)
  })
}

type Message = string | ((context: MessageContext) => string)
export interface Catalogue {
  [key: string]: Message | Catalogue
}

// A message with placeholders becomes a function of its values; all others stay as they are.
export function compileCatalogue(tree: object): Catalogue {
  return Object.fromEntries(
    Object.entries(tree).map(([key, node]) => {
      if (typeof node !== 'string') return [key, compileCatalogue(node as object)]
      return [key, node.includes('{') ? (context: MessageContext) => fillMessage(node, (name) => context.named(name)) : node]
    }),
  )
}
