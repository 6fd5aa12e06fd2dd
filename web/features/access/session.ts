// Who is signed in, and what that person may do.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { onSignedOut } from '@/shared/api'
import { dropAllDrafts } from '@/shared/forms'
import { isLanguage, setLanguage, setTimeZone } from '@/shared/i18n'
import { sessionApi } from './api'
import type { CurrentSession, Scope } from './types'

const LAST_PERSON = 'yingda.person'

export const useSession = defineStore('session', () => {
  const current = shallowRef<CurrentSession | null>(null)
  const isKnown = ref(false) // whether the server was asked
  const wasEnded = ref(false) // the server ended it, not the person

  const rights = computed(() => new Map((current.value?.rights ?? []).map((held) => [held.right, held.scope])))

  async function take(session: CurrentSession): Promise<void> {
    // What one person left unsaved in this tab is not for the next.
    if (sessionStorage.getItem(LAST_PERSON) !== session.person_id) dropAllDrafts()
    sessionStorage.setItem(LAST_PERSON, session.person_id)
    setTimeZone(session.time_zone || undefined)
    if (isLanguage(session.language)) await setLanguage(session.language)
    current.value = session
    isKnown.value = true
    wasEnded.value = false
  }

  function forget(): void {
    current.value = null
    isKnown.value = true
  }

  // Asks the server once who we are. A server out of reach is for the caller to show.
  async function ensure(): Promise<CurrentSession | null> {
    if (isKnown.value) return current.value
    const found = await sessionApi.current()
    if (found) await take(found)
    else forget()
    return current.value
  }

  onSignedOut(() => {
    if (current.value) wasEnded.value = true
    forget()
  })

  return {
    current,
    isKnown,
    wasEnded,
    ensure,
    signIn: async (user: string, password: string) => take(await sessionApi.signIn(user, password)),
    signOut: async () => {
      await sessionApi.signOut()
      forget()
    },
    signOutEverywhere: async () => {
      await sessionApi.endAll()
      forget()
    },
    // What was ended by the live feed's word.
    ended: () => {
      if (current.value) wasEnded.value = true
      forget()
    },
    passwordChanged: () => {
      if (current.value) current.value = { ...current.value, must_change_password: false }
    },
    may: (right: string) => rights.value.has(right),
    // Of what is written "a+b", both.
    mayAny: (wanted: readonly string[]) => wanted.length === 0 || wanted.some((each) => each.split('+').every((right) => rights.value.has(right))),
    scopeOf: (right: string): Scope | undefined => rights.value.get(right),
  }
})
