// Files of the chat, loaded with the visitor's token and kept as blob addresses for as long as the page lives.
import type { VisitorApi } from './api'
import type { SharedFile } from './protocol'

// Only what the content policy lets an <img> show and a browser draws without running anything.
export const isPicture = (type: string) => /^image\/(png|jpeg|gif|webp|bmp|avif)$/.test(type)

export class Pictures {
  private readonly loaded = new Map<string, Promise<string>>()

  constructor(private readonly api: VisitorApi) {}

  // What this tab sent itself need not come back over the network.
  put(file: SharedFile, url: string): void {
    this.loaded.set(file.id, Promise.resolve(url))
  }

  load(chat: string, file: SharedFile): Promise<string> {
    const known = this.loaded.get(file.id)
    if (known) return known
    const coming = this.api.file(chat, file.id).then((blob) => URL.createObjectURL(blob))
    this.loaded.set(file.id, coming)
    coming.catch(() => this.loaded.delete(file.id))
    return coming
  }

  async save(chat: string, file: SharedFile): Promise<void> {
    const link = document.createElement('a')
    link.href = await this.load(chat, file)
    link.download = file.name
    link.click()
  }
}
