// What was recorded of a call: both channels as samples, and how long a tone is heard in them.
import { expect } from './call_centre.ts'
import { admin } from './client.ts'
import type { Server } from './program.ts'
import { levelOf } from './telephone_sound.ts'

// What the customer said, and what it heard.
export async function customerSaid(server: Server, callId: string): Promise<{ item: any; said: Int16Array; heard: Int16Array }> {
  const client = await admin(server)
  const find = async () => (await client.get('/api/v1/recordings?limit=20')).json.items.find((one: any) => one.call_id === callId)
  await expect.poll(async () => (await find())?.state).toBe('kept')
  const item = await find()
  const { bytes } = await client.get(`/api/v1/recordings/${item.id}/audio`)
  client.close()
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length - ((bytes.length - 44) % 4)))
  return { item, said: samples.filter((_, i) => i % 2 === 0), heard: samples.filter((_, i) => i % 2 === 1) }
}

// By stretches of 200 ms.
export function secondsWith(samples: Int16Array, hertz: number): number {
  let found = 0
  for (let at = 0; at + 1_600 <= samples.length; at += 1_600) if (levelOf(samples.subarray(at, at + 1_600), hertz) > -40) ++found
  return found / 5
}
