export const files = import.meta.glob<{ default: object }>('@messages/en/*.json', { eager: true })
