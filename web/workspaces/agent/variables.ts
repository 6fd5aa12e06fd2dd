// The variables of canned replies. Those that nothing is known for stay in the text, where they are found before it is
// sent. Pure.
export interface ReplyValues {
  customer: string
  number: string
  name: string
  unit: string
  time: string
}

const NAMES: Record<string, keyof ReplyValues> = {
  客户: 'customer',
  工号: 'number',
  姓名: 'name',
  单位: 'unit',
  时间: 'time',
  customer: 'customer',
  number: 'number',
  name: 'name',
  unit: 'unit',
  time: 'time',
}
const VARIABLE = /[{｛]([^{}｛｝\s]{1,20})[}｝]/g

export function filled(text: string, values: Partial<ReplyValues>): string {
  return text.replace(VARIABLE, (whole, name: string) => {
    const known = NAMES[name.toLowerCase()]
    return (known && values[known]) || whole
  })
}

export interface Unfilled {
  name: string // as written
  begin: number
  end: number
}

export function unfilled(text: string): Unfilled[] {
  return [...text.matchAll(VARIABLE)]
    .filter((found) => NAMES[found[1]!.toLowerCase()] !== undefined)
    .map((found) => ({ name: found[0], begin: found.index, end: found.index + found[0].length }))
}
