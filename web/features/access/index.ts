// Access to other features: who is signed in, names of the organisation, and the feature's place in the console.
import { KeySquare, LockKeyhole, Network, ScrollText, ShieldCheck, UserPlus, UsersRound } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { peopleApi } from './api'
import { routes } from './routes'

export { auditApi, sessionApi } from './api'
export { actionTitle } from './audit_words'
export { useCentres, useOrganisation, usePeople, useReach } from './directory'
export { default as SecretDialog } from './components/SecretDialog.vue'
export type { Secret } from './person_actions'
export { useSession } from './session'
export type { Centre, CurrentSession, Person } from './types'

export const access: Feature = {
  name: 'access',
  routes,
  nav: [
    { name: 'organisation', title: 'access.organisation.title', icon: Network, to: { name: 'organisation' }, group: 'organisation', order: 20, rights: ['organisation.view', 'centres.view'], go: 'o' },
    { name: 'people', title: 'access.people.title', icon: UsersRound, to: { name: 'people' }, group: 'organisation', order: 21, rights: ['people.view'], go: 'p' },
    { name: 'roles', title: 'access.roles.title', icon: ShieldCheck, to: { name: 'roles' }, group: 'organisation', order: 22, rights: ['roles.view'], go: 'r' },
    { name: 'api-keys', title: 'access.api_keys.title', icon: KeySquare, to: { name: 'api-keys' }, group: 'system', order: 40, rights: ['api_keys.edit'], go: 'k' },
    { name: 'policy', title: 'access.policy.title', icon: LockKeyhole, to: { name: 'policy' }, group: 'system', order: 42, rights: ['policy.edit'], go: 's' },
    { name: 'audit', title: 'access.audit.title', icon: ScrollText, to: { name: 'audit' }, group: 'system', order: 41, rights: ['audit.view'], go: 'a' },
  ],
  searches: [
    {
      name: 'people',
      title: 'access.people.title',
      icon: UsersRound,
      rights: ['people.view'],
      search: async (words, signal) => {
        const { items } = await peopleApi.list({ q: words, limit: 5 }, signal)
        return items.map((person) => ({
          id: person.id,
          title: person.name,
          detail: [person.number, person.login].filter(Boolean).join(' · '),
          to: { name: 'person', params: { id: person.id } },
        }))
      },
    },
  ],
  actions: [{ name: 'new-person', title: 'access.person.new', icon: UserPlus, to: { name: 'person', params: { id: 'new' } }, rights: ['people.edit'] }],
}
