export const files = import.meta.glob<{ default: object }>('@messages/zh-CN/*.json', { eager: true })
