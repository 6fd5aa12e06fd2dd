// How readings are ordered, written and drawn. Pure.
import type { MonitoredNode, ProbeReading, ProbeSample, ProbeThreshold, Severity, Unit } from './types'

const scales = ['B', 'KB', 'MB', 'GB', 'TB']

function bytes(value: number): string {
  let scale = 0
  let rest = value
  for (; Math.abs(rest) >= 1024 && scale + 1 < scales.length; scale++) rest /= 1024
  return `${rest.toFixed(scale === 0 || rest >= 100 ? 0 : 1)} ${scales[scale]}`
}

function short(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return String(Math.round(value))
  return String(Number(value.toFixed(Math.abs(value) >= 10 ? 1 : 2)))
}

const suffixes: Record<Exclude<Unit, 'bytes' | 'days'>, string> = { count: '', percent: ' %', milliseconds: ' ms', seconds: ' s' }

// "67.3 %", "4.1 MB"; days in the reader's language.
export function valueText(value: number | null, unit: Unit, days: (count: number) => string): string {
  if (value === null) return '–'
  if (unit === 'bytes') return bytes(value)
  if (unit === 'days') return days(Math.round(value))
  return short(value) + suffixes[unit]
}

const order: readonly Severity[] = ['critical', 'warning', 'ok']
const rank = (severity: Severity) => order.indexOf(severity)

export function worstOf(severities: readonly Severity[]): Severity {
  return [...severities].sort((a, b) => rank(a) - rank(b))[0] ?? 'ok'
}

// What people look for first stands first; what was never measured comes last.
const places: readonly string[] = ['routing', 'database_read', 'database_write', 'event_lag', 'http_waiting', 'jobs_waiting', 'jobs_delay', 'jobs_failed', 'disk_free', 'memory', 'file_handles', 'certificate', 'clock_jump', 'database_size', 'write_ahead_log', 'http_connections', 'live_sockets', 'visitor_sockets']
const place = (probe: string) => (places.includes(probe) ? places.indexOf(probe) : places.length)

// The readings of a node, the worst first. That it is heard of is said by the node itself.
export function tilesOf(node: MonitoredNode): ProbeReading[] {
  return node.readings.filter(({ probe }) => probe !== 'node_silence').sort((a, b) => rank(a.severity) - rank(b.severity) || place(a.probe) - place(b.probe))
}

export interface Frame {
  from: number
  until: number
  low: number
  high: number
}

// What a graph must span: its values, from zero on where they are near it, and thresholds that are not far off.
export function frameOf(samples: readonly ProbeSample[], from: number, until: number, thresholds: readonly number[] = []): Frame {
  const values = samples.map(({ value }) => value)
  const most = Math.max(0, ...values)
  const near = thresholds.filter((threshold) => threshold <= most * 3 || most === 0)
  const high = Math.max(most, ...near)
  return { from, until, low: 0, high: high === 0 ? 1 : high * 1.1 }
}

// The points of a line in a box of so many units. Time without samples breaks the line.
export function linesOf(samples: readonly ProbeSample[], frame: Frame, width: number, height: number): string[] {
  const gap = Math.max(180_000, ((frame.until - frame.from) / 120) * 3)
  const lines: string[][] = []
  let last = -Infinity
  for (const sample of samples) {
    const at = Date.parse(sample.at)
    if (at - last > gap) lines.push([])
    last = at
    const x = ((at - frame.from) / (frame.until - frame.from)) * width
    const y = height - ((sample.value - frame.low) / (frame.high - frame.low)) * height
    lines[lines.length - 1]?.push(`${x.toFixed(1)},${y.toFixed(1)}`)
  }
  // A single point is drawn as a short line.
  return lines.map((points) => (points.length === 1 ? `${points[0]} ${points[0]}` : points.join(' ')))
}

export const yOf = (value: number, frame: Frame, height: number) => height - ((value - frame.low) / (frame.high - frame.low)) * height

// Bytes are edited as megabytes.
export const scaleOf = (unit: Unit) => (unit === 'bytes' ? 1024 * 1024 : 1)

export const thresholdsOf = (threshold: ProbeThreshold | undefined) => [threshold?.warning, threshold?.critical].filter((value): value is number => typeof value === 'number')
