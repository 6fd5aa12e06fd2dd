// What a workbook says: its parts, unpacked by the table at its end, and its cells.
import { inflateRawSync } from 'node:zlib'

const END = 0x06054b50
const ENTRY = 0x02014b50
const STORED = 0

// The files of a zip, by their names.
export function unpack(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || zip.readUInt32LE(end) !== END) throw new Error('no zip')
  const files = new Map<string, string>()
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== ENTRY) throw new Error('a zip with a broken table')
    const [method, size, nameSize, extraSize, remarkSize, head] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)]
    const begin = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28)
    const packed = zip.subarray(begin, begin + size)
    files.set(zip.toString('utf8', at + 46, at + 46 + nameSize), (method === STORED ? packed : inflateRawSync(packed)).toString('utf8'))
    at += 46 + nameSize + extraSize + remarkSize
  }
  return files
}

const plain = (xml: string) => xml.replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&')

// The rows of the first sheet, each cell as its text or number; cells without a value are left out.
export function rowsOf(workbook: Buffer): (string | number)[][] {
  const files = unpack(workbook)
  const words = [...(files.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(([, word]) => plain(word!))
  const sheet = files.get('xl/worksheets/sheet1.xml')
  if (sheet === undefined) throw new Error(`no sheet among ${[...files.keys()].join(', ')}`)
  const value = (kind: string | undefined, xml: string) => (kind === 's' ? words[Number(plain(xml))]! : kind === 'inlineStr' ? plain(xml) : Number(plain(xml)))
  return [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) => [...row!.matchAll(/<c [^>]*?(?:t="(\w+)")?>(.*?)<\/c>/gs)].map(([, kind, xml]) => value(kind, xml!)))
}
