import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { currentLanguage } from '@/shared/i18n'
import { useSession } from '../session'

const body = {
  id: '1',
  person_id: '7',
  name: '王芳',
  number: '1001',
  centre_id: '2',
  centre_name: '广州',
  time_zone: 'Asia/Shanghai',
  language: 'en',
  rights: [
    { right: 'people.view', scope: 'centre' },
    { right: 'people.edit', scope: 'team' },
  ],
  must_change_password: false,
  expires_at: '2026-01-01T00:00:00.000Z',
}
const reply = (status: number, content: unknown) => Promise.resolve(new Response(JSON.stringify(content), { status }))
let answer: () => Promise<Response>

beforeEach(() => {
  setActivePinia(createPinia())
  vi.stubGlobal('fetch', () => answer())
})

describe('the session', () => {
  it('knows rights and their reach, and speaks the language of the person', async () => {
    answer = () => reply(200, body)
    const session = useSession()
    await session.signIn('wang', 'secret')
    expect(session.may('people.edit')).toBe(true)
    expect(session.may('roles.edit')).toBe(false)
    expect(session.mayAny(['roles.edit', 'people.view'])).toBe(true)
    expect(session.mayAny([])).toBe(true)
    expect(session.mayAny(['people.view+people.edit'])).toBe(true)
    expect(session.mayAny(['people.view+roles.edit'])).toBe(false)
    expect(session.scopeOf('people.view')).toBe('centre')
    expect(currentLanguage()).toBe('en')
  })

  it('asks the server once who is there', async () => {
    const asked = vi.fn(() => reply(200, { session: null }))
    answer = asked
    const session = useSession()
    expect(await session.ensure()).toBeNull()
    expect(await session.ensure()).toBeNull()
    expect(asked).toHaveBeenCalledOnce()
    expect(session.wasEnded).toBe(false)
  })

  it('does not take a server out of reach for nobody', async () => {
    answer = () => Promise.reject(new TypeError('down'))
    const session = useSession()
    await expect(session.ensure()).rejects.toMatchObject({ status: 0 })
    expect(session.isKnown).toBe(false)
  })

  it('tells an end by the server from signing out', async () => {
    answer = () => reply(200, body)
    const session = useSession()
    await session.signIn('wang', 'secret')
    session.ended()
    expect(session.current).toBeNull()
    expect(session.wasEnded).toBe(true)
  })

  it('drops the drafts of another person, and keeps those of the same', async () => {
    answer = () => reply(200, body)
    const session = useSession()
    await session.signIn('wang', 'secret')
    sessionStorage.setItem('yingda.draft.teams/1', '{}')
    await session.signIn('wang', 'secret')
    expect(sessionStorage.getItem('yingda.draft.teams/1')).not.toBeNull()
    answer = () => reply(200, { ...body, person_id: '8' })
    await session.signIn('li', 'secret')
    expect(sessionStorage.getItem('yingda.draft.teams/1')).toBeNull()
  })
})
