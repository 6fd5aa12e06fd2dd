// What the button in the host's page and the chat in the iframe tell each other. Each side takes messages only from
// the window and the origin that it knows, and looks at their shape before it believes them.

export type FromChat =
  | { yingda: 'ready' }
  | { yingda: 'close' }
  | { yingda: 'look'; colour: string; on_colour: string; language: string }
  | { yingda: 'unread'; count: number; open_chat: boolean }

export type FromHost =
  | { yingda: 'page'; url: string; title: string }
  | { yingda: 'shown'; shown: boolean; focus: boolean }

type Shapes<Name extends string> = Record<Name, Record<string, 'string' | 'number' | 'boolean'>>

const fromChat: Shapes<FromChat['yingda']> = {
  ready: {},
  close: {},
  look: { colour: 'string', on_colour: 'string', language: 'string' },
  unread: { count: 'number', open_chat: 'boolean' },
}
const fromHost: Shapes<FromHost['yingda']> = {
  page: { url: 'string', title: 'string' },
  shown: { shown: 'boolean', focus: 'boolean' },
}

function read(shapes: Shapes<string>, data: unknown): unknown {
  const found = Object(data) as Record<string, unknown>
  const [, shape] = Object.entries(shapes).find(([name]) => name === found.yingda) ?? []
  return shape && Object.entries(shape).every(([key, type]) => typeof found[key] === type) ? found : null
}

export const readFromChat = (data: unknown) => read(fromChat, data) as FromChat | null
export const readFromHost = (data: unknown) => read(fromHost, data) as FromHost | null
