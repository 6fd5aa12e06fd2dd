// What may be done with a person's account, by right.
import { KeyRound, LockKeyholeOpen, LogOut, UserCheck, UserX } from '@lucide/vue'
import { shallowRef } from 'vue'
import { useText } from '@/shared/i18n'
import type { RowAction } from '@/shared/lists'
import { confirms } from '@/shared/ui/confirmations'
import { toast } from '@/shared/ui/toasts'
import { peopleApi } from './api'
import { useSession } from './session'
import type { Person } from './types'

// Something that is shown once: a first password, a token.
export interface Secret {
  title: string
  text: string
  account: string
  value: string
}

export function personFields({ centre_id, department_id, team_id, login, name, number, phone, email, language, active, grants }: Person) {
  return { centre_id, department_id, team_id, login, name, number, phone, email, language, active, grants }
}

export function usePersonActions(changed: (person: Person) => void) {
  const { t } = useText()
  const session = useSession()
  const secret = shallowRef<Secret | null>(null)

  async function run(action: () => Promise<void>): Promise<void> {
    try {
      await action()
    } catch (thrown) {
      toast.failed(thrown)
    }
  }

  async function resetPassword(person: Person): Promise<void> {
    const isSure = await confirms({
      title: t('access.person.reset_title', { name: person.name }),
      text: t('access.person.reset_text'),
      confirm: t('access.person.reset'),
    })
    if (!isSure) return
    const { password } = await peopleApi.resetPassword(person.id)
    secret.value = { title: t('access.secret.password_title'), text: t('access.secret.password_text', { name: person.name }), account: person.login, value: password }
  }
  async function unlock(person: Person): Promise<void> {
    changed(await peopleApi.unlock(person.id))
    toast.done(t('access.person.unlocked', { name: person.name }))
  }
  async function signOut(person: Person): Promise<void> {
    const isSure = await confirms({
      title: t('access.person.sign_out_title', { name: person.name }),
      text: t('access.person.sign_out_text'),
      confirm: t('access.person.sign_out'),
    })
    if (!isSure) return
    await peopleApi.signOut(person.id)
    toast.done(t('access.person.signed_out', { name: person.name }))
  }
  async function activate(person: Person, active: boolean): Promise<void> {
    const isSure =
      active ||
      (await confirms({
        title: t('access.person.deactivate_title', { name: person.name }),
        text: t('access.person.deactivate_text'),
        confirm: t('access.person.deactivate'),
        danger: true,
      }))
    if (!isSure) return
    changed(await peopleApi.save(person.id, { ...personFields(person), active }, person.version))
    toast.done(t(active ? 'access.person.activated' : 'access.person.deactivated', { name: person.name }))
  }

  function actionsFor(person: Person): RowAction[] {
    const isSelf = person.id === session.current?.person_id
    const isLocked = person.locked_until !== null && Date.parse(person.locked_until) > Date.now()
    const actions: RowAction[] = []
    if (session.may('people.security')) {
      if (isLocked) actions.push({ key: 'unlock', label: t('access.person.unlock'), icon: LockKeyholeOpen, run: () => run(() => unlock(person)) })
      actions.push({ key: 'reset', label: t('access.person.reset'), icon: KeyRound, run: () => run(() => resetPassword(person)) })
      actions.push({ key: 'sign_out', label: t('access.person.sign_out'), icon: LogOut, run: () => run(() => signOut(person)) })
    }
    if (session.may('people.edit') && !isSelf)
      actions.push(
        person.active
          ? { key: 'deactivate', label: t('access.person.deactivate'), icon: UserX, danger: true, divided: actions.length > 0, run: () => run(() => activate(person, false)) }
          : { key: 'activate', label: t('access.person.activate'), icon: UserCheck, divided: actions.length > 0, run: () => run(() => activate(person, true)) },
      )
    return actions
  }

  return { actionsFor, secret }
}
