// What every refusal looks like.
import { expect } from '@playwright/test'
import type { Reply } from './client.ts'

export function expectRefusal(reply: Reply, status: number, code?: string) {
  expect(reply.status, reply.text).toBe(status)
  expect(reply.headers['content-type']).toBe('application/json')
  expect(reply.headers['x-content-type-options']).toBe('nosniff')
  const { error } = reply.json
  expect(error.trace_id).toMatch(/^[0-9a-f]{16}$/)
  if (code) expect(error.code).toBe(code)
  // A sentence for people, not the key of one.
  expect(error.message, reply.text).toMatch(/[.。]$/)
  expect(error.message).not.toMatch(/[{}]/)
}
