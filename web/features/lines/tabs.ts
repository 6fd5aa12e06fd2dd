// The tabs of the page, and what each takes.
export const lineTabs = [
  { name: 'trunks', one: 'trunk', view: 'trunks.view', edit: 'trunks.edit', label: 'lines.trunks.title', create: 'lines.trunks.new' },
  { name: 'numbers', one: 'number', view: 'numbers.view', edit: 'numbers.edit', label: 'lines.numbers.title', create: 'lines.numbers.new' },
  { name: 'ways-out', one: 'way-out', view: 'trunks.view', edit: 'trunks.edit', label: 'lines.ways.title', create: 'lines.ways.new' },
  { name: 'phones', one: 'phone', view: 'phones.view', edit: 'phones.edit', label: 'lines.phones.title', create: 'lines.phones.new' },
  { name: 'callers', one: 'caller-rule', view: 'callers.view', edit: 'callers.edit', label: 'lines.callers.title', create: 'lines.callers.new' },
] as const
export type LineTab = (typeof lineTabs)[number]['name']
