import type { Schema } from '@/shared/api'

export type Call = Schema<'Call'>
export type CallKind = Call['kind']
export type CallState = Call['state']
export type CallEnding = NonNullable<Call['ending']>
export type Party = Call['parties'][number]
export type CallBack = Schema<'CallBack'>
export type CallBackState = CallBack['state']
export type CallBackReason = CallBack['reason']
export type Voicemail = Schema<'Voicemail'>
export type VoicemailState = Voicemail['state']
export type QueueVoice = Schema<'QueueVoice'>
export type QueueVoiceFields = Schema<'QueueVoiceFields'>

export const callKinds: readonly CallKind[] = ['inbound', 'outbound', 'internal']
export const callStates: readonly CallState[] = ['in_flow', 'waiting', 'calling_back', 'dialling', 'talking', 'outside', 'voicemail', 'survey', 'ended']
export const callEndings: readonly CallEnding[] = ['by_customer', 'by_agent', 'by_system', 'cut', 'busy', 'no_answer', 'declined', 'wrong_number', 'unreachable', 'refused', 'lost', 'broken']
export const callBackReasons: readonly CallBackReason[] = ['abandoned', 'requested', 'cut']
export const callBackStates: readonly CallBackState[] = ['open', 'taken', 'done', 'given_up']
export const voicemailStates: readonly VoicemailState[] = ['new', 'heard', 'done']
