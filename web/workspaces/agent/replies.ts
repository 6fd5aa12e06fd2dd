// Finding canned replies: by shortcut, title, folder and text; letters may be left out. Pure.
import type { CannedReply } from '@/features/chats'
import { compareNames } from '@/shared/i18n'

// How well `words` fits `text`: higher is better, 0 not at all. All letters must come, in their order.
export function fuzzy(text: string, words: string): number {
  const hay = text.toLowerCase()
  const needle = words.toLowerCase()
  if (needle === '') return 1
  const at = hay.indexOf(needle)
  if (at >= 0) return 1000 - Math.min(at, 500) - Math.min(hay.length - needle.length, 200)
  let found = -1
  let spread = 0
  for (const letter of needle) {
    const next = hay.indexOf(letter, found + 1)
    if (next < 0) return 0
    if (found >= 0) spread += next - found - 1
    found = next
  }
  return Math.max(1, 200 - spread)
}

function score(reply: CannedReply, words: string): number {
  if (words === '') return 1
  if (reply.shortcut.toLowerCase() === words.toLowerCase()) return 10_000
  const shortcut = reply.shortcut.toLowerCase().startsWith(words.toLowerCase()) ? 5000 : 0
  const title = fuzzy(reply.title, words) * 3
  const folder = fuzzy(reply.folder, words)
  // Letters left out of a whole text would find anything.
  const text = reply.text.toLowerCase().includes(words.toLowerCase()) ? 300 : 0
  return Math.max(shortcut, title, folder, text)
}

// Replies of another language stand behind those of the conversation's.
export function findReplies(replies: readonly CannedReply[], words: string, language: string): CannedReply[] {
  const every = words.trim().split(/\s+/).filter(Boolean)
  return replies
    .map((reply) => {
      const scores = every.map((word) => score(reply, word))
      const sum = scores.includes(0) ? 0 : scores.reduce((total, one) => total + one, 1)
      return { reply, rank: sum, isForeign: reply.language !== '' && reply.language !== language }
    })
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => Number(a.isForeign) - Number(b.isForeign) || b.rank - a.rank || a.reply.position - b.reply.position || compareNames(a.reply.title, b.reply.title))
    .map(({ reply }) => reply)
}

// What stands behind a "/" that begins the text or a word, up to the caret; null when none does.
export function slashWords(text: string, caret: number): { begin: number; words: string } | null {
  const before = text.slice(0, caret)
  const found = /(?:^|[\s\n])\/([^\s/]{0,30})$/.exec(before)
  if (!found) return null
  const words = found[1]!
  return { begin: caret - words.length - 1, words }
}
