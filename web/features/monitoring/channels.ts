// How channels of notice are edited. Pure.
import type { NoticeChannel, NoticeChannelFields } from './types'

export function fieldsOf({ id: _, has_secret: __, version: ___, updated_at: ____, ...fields }: NoticeChannel): NoticeChannelFields {
  return { ...fields, secret: null }
}

export function blankChannel(language: string): NoticeChannelFields {
  return {
    kind: 'webhook',
    name: '',
    active: true,
    least: 'warning',
    sources: [],
    repeat_minutes: 15,
    language,
    url: '',
    allow_private: false,
    host: '',
    port: 465,
    security: 'tls',
    login: '',
    sender: '',
    recipients: [],
    secret: null,
  }
}

// Addresses as people list them: one a line, or with commas.
export function addresses(text: string): string[] {
  return text.split(/[\s,;，；]+/).filter(Boolean)
}
