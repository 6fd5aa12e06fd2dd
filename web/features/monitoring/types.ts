import type { Schema } from '@/shared/api'

export type Alarm = Schema<'Alarm'>
export type Severity = Alarm['severity']
export type Unit = Alarm['unit']
export type MonitoredNode = Schema<'MonitoredNode'>
export type ProbeReading = Schema<'ProbeReading'>
export type ProbeSeries = Schema<'ProbeSeries'>
export type ProbeSample = Schema<'ProbeSample'>
export type ProbeThreshold = Schema<'ProbeThreshold'>
export type ProbeThresholdFields = Schema<'ProbeThresholdFields'>
export type NoticeChannel = Schema<'NoticeChannel'>
export type NoticeChannelFields = Schema<'NoticeChannelFields'>
export type NoticeDelivery = Schema<'NoticeDelivery'>
export type NoticeTest = Schema<'NoticeTest'>
export type ChannelKind = NoticeChannel['kind']

export const channelKinds: readonly ChannelKind[] = ['webhook', 'mail']
export const securities: readonly NoticeChannel['security'][] = ['none', 'start_tls', 'tls']
// What boards watch of queues.
export const queueSources: readonly string[] = ['queue.waiting', 'queue.longest_wait', 'queue.service_level', 'queue.abandon_rate']
// Those that an alarm can have.
export const badSeverities: readonly Severity[] = ['warning', 'critical']
