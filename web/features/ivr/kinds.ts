// How kinds of nodes look.
import { CalendarClock, CircleHelp, Equal, GitBranch, Globe, Languages, ListOrdered, Mic, PhoneCall, PhoneForwarded, PhoneOff, Split, Star, Users, Volume2, Workflow } from '@lucide/vue'
import type { Component } from 'vue'
import type { NodeKind } from './types'

export const icons: Record<NodeKind, Component> = {
  play: Volume2,
  menu: ListOrdered,
  collect: CircleHelp,
  set_variable: Equal,
  test: GitBranch,
  hours: CalendarClock,
  caller: Users,
  split: Split,
  lookup: Globe,
  queue: PhoneCall,
  transfer: PhoneForwarded,
  voicemail: Mic,
  callback: PhoneCall,
  rate: Star,
  language: Languages,
  subflow: Workflow,
  hangup: PhoneOff,
}
