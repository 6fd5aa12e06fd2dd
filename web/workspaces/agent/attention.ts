// How the agent is called: sound, the title of the tab, a notice of the browser, the number on the installed app. Of
// several tabs one rings; what somebody sees in one of them calls in none.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { isUnlocked, play, unlock, type Sound } from './sound'
import { claims, forgetOldClaims } from './tabs'

const MUTED = 'yingda.attention.muted'
const NOTICES = 'yingda.attention.notices'
const BLINK_MS = 1_000
const QUIET_MS = 1_000

export interface Call {
  key: string // what happened, the same in every tab
  sound: Sound
  title: string
  body: string
  open: () => void
}

export const useAttention = defineStore('attention', () => {
  const isLoud = ref(localStorage.getItem(MUTED) !== 'yes')
  const unlocked = ref(isUnlocked())
  const permission = ref(typeof Notification === 'undefined' ? 'denied' : Notification.permission)
  const wantsNotices = ref(localStorage.getItem(NOTICES) === 'yes')
  const isNotifying = computed(() => wantsNotices.value && permission.value === 'granted')

  const touched = () => void unlock().then((done) => (unlocked.value = done))
  for (const kind of ['pointerdown', 'keydown'] as const) window.addEventListener(kind, touched, { once: true, capture: true })
  window.addEventListener('storage', (event) => {
    if (event.key === MUTED) isLoud.value = event.newValue !== 'yes'
    if (event.key === NOTICES) wantsNotices.value = event.newValue === 'yes'
  })

  // The title tells while nobody looks.
  let calling = ''
  let plain = ''
  let blinking = 0
  function blink(): void {
    if (document.title !== calling) plain = document.title
    document.title = document.title === calling ? plain : calling
  }
  function callByTitle(words: string): void {
    if (!document.hidden && document.hasFocus()) return
    if (blinking !== 0 && document.title === calling) document.title = plain
    calling = words
    if (blinking === 0) blinking = window.setInterval(blink, BLINK_MS)
    blink()
  }
  function calm(): void {
    if (blinking === 0) return
    clearInterval(blinking)
    blinking = 0
    if (document.title === calling) document.title = plain
  }
  window.addEventListener('focus', calm)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && calm())

  // Much at once (after a lost network) is one sound.
  const rung = new Map<Sound, number>()
  function ring(sound: Sound): void {
    if (Date.now() - (rung.get(sound) ?? 0) < QUIET_MS) return
    rung.set(sound, Date.now())
    play(sound)
  }

  const shown = new Map<string, Notification>()
  function notify(call: Call): void {
    if (!isNotifying.value || (!document.hidden && document.hasFocus())) return
    try {
      const notice = new Notification(call.title, { body: call.body, tag: call.key, icon: '/icons/icon-192.png' })
      shown.set(call.key, notice)
      notice.onclose = () => shown.delete(call.key)
      notice.onclick = () => {
        window.focus()
        call.open()
        notice.close()
      }
    } catch {
      // Some browsers show notices from service workers alone; the sound and the title remain.
    }
  }

  return {
    isLoud,
    isUnlocked: unlocked,
    isNotifying,
    canNotify: computed(() => permission.value !== 'denied'),
    toggleSound: () => {
      isLoud.value = !isLoud.value
      localStorage.setItem(MUTED, isLoud.value ? 'no' : 'yes')
      if (isLoud.value) void unlock().then(() => play('message'))
    },
    toggleNotices: async () => {
      if (!wantsNotices.value && permission.value === 'default') permission.value = await Notification.requestPermission()
      wantsNotices.value = !wantsNotices.value && permission.value === 'granted'
      localStorage.setItem(NOTICES, wantsNotices.value ? 'yes' : 'no')
    },
    // It happened and is not on screen in this tab.
    call: async (call: Call) => {
      callByTitle(call.title)
      // Only a tab that may make a sound asks to be the one.
      if (isLoud.value && isUnlocked() && (await claims(`ring.${call.key}`))) ring(call.sound)
      if (isNotifying.value && document.hidden && (await claims(`notice.${call.key}`))) notify(call)
      forgetOldClaims()
    },
    // Seen here: no other tab need call.
    seen: (key: string) => {
      void claims(`ring.${key}`)
      void claims(`notice.${key}`)
    },
    // Over: an offer that went, for example.
    over: (key: string) => {
      shown.get(key)?.close()
      if (shown.size === 0 && blinking !== 0) calm()
    },
    showCount: (count: number) => {
      if (!('setAppBadge' in navigator)) return
      void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined)
    },
  }
})
