import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiClient, queryString } from '../client'
import type { Problem } from '../problem'

type Call = { address: string; init: RequestInit }

let calls: Call[]
let answer: () => Response | Promise<Response>
let language: string
const signedOut = vi.fn()

const client = new ApiClient({
  base: '/api/v1',
  fetch: ((address: string, init: RequestInit) => {
    calls.push({ address, init })
    return Promise.resolve().then(answer)
  }) as typeof fetch,
  language: () => language,
  describe: (kind) => `described ${kind}`,
  signedOut,
})
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
const refusal = (status: number, parts: object = {}) =>
  json({ error: { code: 'x', key: 'x', message: 'no', faults: [], trace_id: 'abc', ...parts } }, status)
const headersOf = (call: Call | undefined) => call?.init.headers as Record<string, string>
const failure = (promise: Promise<unknown>) => promise.then(() => expect.fail('not refused'), (thrown: Problem) => thrown)

beforeEach(() => {
  calls = []
  language = 'zh-CN'
  answer = () => json({})
  signedOut.mockReset()
})

describe('the API client', () => {
  it('fills the path, leaves empty filters away, and says its language', async () => {
    language = 'en'
    await client.get('/customers/{id}/changes', { params: { id: '4/2' }, query: { limit: 20, after: null, q: '' } })
    expect(calls[0]?.address).toBe('/api/v1/customers/4%2F2/changes?limit=20')
    expect(headersOf(calls[0])['Accept-Language']).toBe('en')
  })

  it('sends the version of an edit and the key of a creation', async () => {
    await client.put('/teams/{id}', { name: 'a', centre_id: '1', department_id: null, leader_id: null }, { params: { id: '1' }, version: 7 })
    await client.post('/teams', { name: 'a', centre_id: '1', department_id: null, leader_id: null }, { once: 'k' })
    expect(headersOf(calls[0])['If-Match']).toBe('"7"')
    expect(headersOf(calls[1])['Idempotency-Key']).toBe('k')
    expect(JSON.parse(String(calls[1]?.init.body)).name).toBe('a')
  })

  it('sends files as a form, whose type the browser writes', async () => {
    const form = new FormData()
    form.set('centre_id', '1')
    await client.upload('/customer-imports', form)
    expect(calls[0]?.init.body).toBe(form)
    expect(headersOf(calls[0])['Content-Type']).toBeUndefined()
  })

  it('gives nothing for 204', async () => {
    answer = () => new Response(null, { status: 204 })
    expect(await client.delete('/teams/{id}', { params: { id: '1' } })).toBeUndefined()
  })

  it('turns faults into a problem with their paths', async () => {
    answer = () => refusal(422, { code: 'invalid', faults: [{ path: '/name', code: 'taken', message: '已被使用。' }] })
    const problem = await failure(client.get('/teams'))
    expect(problem).toMatchObject({ status: 422, code: 'invalid', traceId: 'abc' })
    expect(problem.faults).toEqual([{ path: '/name', code: 'taken', message: '已被使用。' }])
  })

  it('knows a lost update', async () => {
    answer = () => refusal(412)
    expect((await failure(client.get('/teams'))).isStale).toBe(true)
  })

  it('tells that nobody is signed in, unless asked to be quiet', async () => {
    answer = () => refusal(401)
    await failure(client.get('/session', { quiet: true }))
    expect(signedOut).not.toHaveBeenCalled()
    await failure(client.get('/teams'))
    expect(signedOut).toHaveBeenCalledOnce()
  })

  it('keeps how long to wait', async () => {
    answer = () => json({ error: { code: 'too_many', key: 'k', message: 'slow', faults: [], trace_id: '' } }, 429, { 'Retry-After': '30' })
    expect((await failure(client.get('/teams'))).retryAfterSeconds).toBe(30)
  })

  it('describes itself what the server could not', async () => {
    answer = () => Promise.reject(new TypeError('fetch failed'))
    expect(await failure(client.get('/teams'))).toMatchObject({ status: 0, code: 'network', message: 'described network' })
    answer = () => new Response('<html>', { status: 502 })
    expect(await failure(client.get('/teams'))).toMatchObject({ status: 502, message: 'described unreadable' })
    answer = () => new Response('<html>')
    expect(await failure(client.get('/teams'))).toMatchObject({ message: 'described unreadable' })
  })

  it('lets go what the page no longer wants', async () => {
    answer = () => Promise.reject(new DOMException('gone', 'AbortError'))
    expect(await failure(client.get('/teams'))).toBeInstanceOf(DOMException)
  })
})

describe('queries', () => {
  it('keep 0 and false, which are values', () => expect(queryString({ a: 0, b: false, c: undefined })).toBe('?a=0&b=false'))
  it('are escaped', () => expect(queryString({ q: '王 & 李' })).toBe('?q=%E7%8E%8B+%26+%E6%9D%8E'))
})
