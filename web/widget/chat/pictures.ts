// Files of the chat, loaded with the visitor's token and kept as blob addresses for as long as the page lives.
import type { VisitorApi } from './api'
import type { SharedFile } from './protocol'

export type Pictures = ReturnType<typeof picturesOf>

// Only what the content policy lets an <img> show and a browser draws without running anything.
export const isPicture = (type: string) => /^image\/(png|jpeg|gif|webp|bmp|avif)$/.test(type)

export function picturesOf(api: VisitorApi) {
  const loaded = new Map<string, Promise<string>>()

  async function fetched(chat: string, { id }: SharedFile): Promise<string> {
    try {
      return URL.createObjectURL(await api.file(chat, id))
    } catch (thrown) {
      loaded.delete(id)
      throw thrown
    }
  }
  function load(chat: string, file: SharedFile): Promise<string> {
    const coming = loaded.get(file.id) ?? fetched(chat, file)
    loaded.set(file.id, coming)
    return coming
  }
  async function save(chat: string, file: SharedFile): Promise<void> {
    const link = document.createElement('a')
    link.href = await load(chat, file)
    link.download = file.name
    link.click()
  }
  // What this tab sent itself need not come back over the network.
  const put = (file: SharedFile, url: string) => void loaded.set(file.id, Promise.resolve(url))

  return { load, put, save }
}
