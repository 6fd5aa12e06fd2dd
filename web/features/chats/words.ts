// How chats and their messages are told.
import { hasText, text } from '@/shared/i18n'
import type { Tone } from '@/shared/ui/StatusBadge.vue'
import type { Chat, ChatFile, ChatMessage, ChatState } from './types'

export const stateTones: Record<ChatState, Tone> = { waiting: 'warning', active: 'success', ended: 'neutral' }

// A notice has a key; one that this console does not know yet is shown as it is.
export function noticeText(message: Pick<ChatMessage, 'text' | 'arguments'>): string {
  const key = `chats.notice_${message.text}`
  return hasText(key) ? text(key, message.arguments) : message.text
}

export const isPicture = (file: Pick<ChatFile, 'content_type' | 'width'>) => file.content_type.startsWith('image/') && file.width > 0

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

// One line of what was said last.
export function messageLine(message: ChatMessage): string {
  if (message.kind === 'notice') return noticeText(message)
  if (message.kind === 'file') return message.file && isPicture(message.file) ? text('chats.picture') : text('chats.file_named', { name: message.file?.name ?? '' })
  return message.text.replace(/\s+/g, ' ')
}

export const visitorName = (chat: Pick<Chat, 'visitor_name' | 'visitor_id'>) => chat.visitor_name || text('chats.visitor_number', { number: chat.visitor_id.slice(-4) })

// The size at which a picture is shown, known before it has come, so that nothing jumps.
export function thumbnailSize(file: Pick<ChatFile, 'width' | 'height'>, most = { width: 260, height: 220 }): { width: number; height: number } {
  const scale = Math.min(1, most.width / file.width, most.height / file.height)
  return { width: Math.max(24, Math.round(file.width * scale)), height: Math.max(24, Math.round(file.height * scale)) }
}
