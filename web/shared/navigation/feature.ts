// What a feature brings to the console: its pages, its places in the navigation, and what can be searched in it.
import type { Component } from 'vue'
import type { RouteLocationRaw, RouteRecordRaw } from 'vue-router'

export type NavGroup = 'work' | 'organisation' | 'content' | 'system'

export interface NavEntry {
  name: string
  title: string // message key
  icon: Component
  to: RouteLocationRaw & { name: string }
  group: NavGroup
  order: number
  rights: readonly string[] // any of them; "a+b" is both
  go?: string // the key after "g"
}

export interface Hit {
  id: string
  title: string
  detail: string
  to: RouteLocationRaw
}

export interface SearchSource {
  name: string
  title: string // message key
  icon: Component
  rights: readonly string[]
  search: (words: string, signal: AbortSignal) => Promise<Hit[]>
}

// Something that can be begun from anywhere: "new customer".
export interface QuickAction {
  name: string
  title: string // message key
  icon: Component
  to: RouteLocationRaw
  rights: readonly string[]
}

export interface Feature {
  name: string
  routes: RouteRecordRaw[]
  nav: NavEntry[]
  searches: SearchSource[]
  actions: QuickAction[]
}

declare module 'vue-router' {
  interface RouteMeta {
    title?: string // message key
    rights?: readonly string[] // any of them; "a+b" is both
    isPublic?: boolean // shown without signing in
    isBare?: boolean // without navigation
    nav?: string // the entry of the navigation that it belongs to
  }
}
