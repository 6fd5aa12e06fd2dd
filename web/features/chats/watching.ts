// How a supervisor comes into somebody else's chat: reading along, or taking it over. Both lead to the workspace.
import { useRouter } from 'vue-router'
import { text } from '@/shared/i18n'
import { confirms } from '@/shared/ui/confirmations'
import { toast } from '@/shared/ui/toasts'
import { chatsApi } from './api'

export function useWatching() {
  const router = useRouter()
  async function go(chatId: string, action: (id: string) => Promise<unknown>): Promise<void> {
    try {
      await action(chatId)
      await router.push({ name: 'workspace', query: { chat: chatId } })
    } catch (thrown) {
      toast.failed(thrown)
    }
  }
  return {
    watchAlong: (chatId: string) => go(chatId, chatsApi.watch),
    takeOver: async (chatId: string) => {
      const isSure = await confirms({ title: text('chats.take_over_title'), text: text('chats.take_over_text'), confirm: text('chats.take_over') })
      if (isSure) await go(chatId, chatsApi.takeOver)
    },
  }
}
