// Alarms, thresholds and channels as pages read them, live; and the health of the nodes, asked for again and again.
import { computed, onMounted, onScopeDispose, ref, shallowRef } from 'vue'
import { useCentres, useReach, useSession } from '@/features/access'
import { asProblem, type Problem } from '@/shared/api'
import { compareNames } from '@/shared/i18n'
import { useTopic } from '@/shared/live'
import { healthApi } from './api'
import type { Alarm, MonitoredNode, NoticeChannel, ProbeSeries, ProbeThreshold } from './types'

const READINGS_MS = 5_000
const SAMPLES_MS = 60_000

// Whoever looks from the head office on sees what is of the whole installation.
export function useInstallation() {
  const session = useSession()
  const centres = useCentres()
  const reach = useReach()
  return computed(() => {
    const scope = session.scopeOf('monitoring.view')
    const own = centres.items.value.get(session.current?.centre_id ?? '')
    return reach.all('monitoring.view') || (scope === 'centre' && own?.parent_id === null)
  })
}

// Open ones, the worst and newest first.
export function useAlarms() {
  const session = useSession()
  const topic = useTopic<Alarm>('alarms', { when: () => session.may('monitoring.view') })
  return {
    ...topic,
    ordered: computed(() => [...topic.list.value].sort((a, b) => (a.severity === b.severity ? b.started_at.localeCompare(a.started_at) : a.severity === 'critical' ? -1 : 1))),
  }
}

export function useThresholds() {
  const session = useSession()
  return useTopic<ProbeThreshold>('probe_thresholds', { when: () => session.may('monitoring.view') })
}

export function useChannels() {
  const topic = useTopic<NoticeChannel>('notice_channels')
  return { ...topic, ordered: computed(() => [...topic.list.value].sort((a, b) => compareNames(a.name, b.name))) }
}

// The nodes with their readings, and three hours of samples of each. Nothing is asked while nobody looks.
export function useHealth() {
  const nodes = shallowRef<MonitoredNode[] | null>(null)
  const series = shallowRef<ReadonlyMap<number, readonly ProbeSeries[]>>(new Map())
  const problem = shallowRef<Problem | null>(null)
  const isAsking = ref(false)
  let sampledAt = 0

  async function loadSamples(known: readonly MonitoredNode[]): Promise<void> {
    sampledAt = Date.now()
    const all = await Promise.all(known.map(async ({ node }) => [node, await healthApi.samples({ node })] as const))
    series.value = new Map(all)
  }
  async function load(): Promise<void> {
    if (isAsking.value) return
    isAsking.value = true
    try {
      nodes.value = await healthApi.nodes()
      problem.value = null
      if (Date.now() - sampledAt > SAMPLES_MS) await loadSamples(nodes.value)
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      isAsking.value = false
    }
  }
  const timer = setInterval(() => document.visibilityState === 'visible' && void load(), READINGS_MS)
  onMounted(load)
  onScopeDispose(() => clearInterval(timer))
  return { nodes, series, problem, load }
}
