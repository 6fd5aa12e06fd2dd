// What exits are called: keys and branches by their own names, all others in the reader's language.
import { useText } from '@/shared/i18n'
import type { FlowNode } from './types'

export const named = ['next', 'done', 'rated', 'invalid', 'timeout', 'yes', 'no', 'open', 'closed', 'holiday', 'otherwise', 'ok', 'failed', 'full', 'emergency', 'inactive'] as const

export function useExitNames() {
  const { t } = useText()
  return (node: Pick<FlowNode, 'kind'>, exit: string): string => {
    const own = node.kind === 'split' || (node.kind === 'caller' && exit !== 'otherwise')
    const known = named.find((name) => name === exit)
    return known && !own ? t(`ivr.exits.${known}`) : exit
  }
}
