// The features that make up the console, in the order of its navigation.
import { access } from '@/features/access'
import { agents } from '@/features/agents'
import { calendars } from '@/features/calendars'
import { calls } from '@/features/calls'
import { channels } from '@/features/channels'
import { chats } from '@/features/chats'
import { commitments } from '@/features/commitments'
import { contacts } from '@/features/contacts'
import { recordings } from '@/features/recordings'
import { customers } from '@/features/customers'
import { dictionaries } from '@/features/dictionaries'
import { ivr } from '@/features/ivr'
import { lines } from '@/features/lines'
import { monitoring } from '@/features/monitoring'
import { phone } from '@/features/phone'
import { reports } from '@/features/reports'
import { routing } from '@/features/routing'
import { wording } from '@/features/wording'
import { agentWorkspace } from '@/workspaces/agent'
import type { Feature, NavEntry, NavGroup } from '@/shared/navigation/feature'

export const features: readonly Feature[] = [agentWorkspace, customers, chats, contacts, calls, recordings, agents, phone, routing, reports, commitments, access, dictionaries, calendars, wording, ivr, channels, lines, monitoring]

export const navGroups: readonly NavGroup[] = ['work', 'organisation', 'content', 'system']

export function navEntries(mayAny: (rights: readonly string[]) => boolean): NavEntry[] {
  return features
    .flatMap((feature) => feature.nav)
    .filter((entry) => mayAny(entry.rights))
    .sort((a, b) => a.order - b.order)
}
