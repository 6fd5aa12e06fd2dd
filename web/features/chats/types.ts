import type { Schema } from '@/shared/api'

export type Chat = Schema<'Chat'>
export type ChatState = Chat['state']
export type Participant = Schema<'Participant'>
export type ParticipantRole = Participant['role']
export type ChatMessage = Schema<'ChatMessage'>
export type ChatFile = NonNullable<ChatMessage['file']>
export type Visibility = ChatMessage['visibility']
export type NewAgentMessage = Schema<'NewAgentWords'>
export type TransferTargets = Schema<'TransferTargets'>
export type TargetAgent = TransferTargets['agents'][number]
export type TargetQueue = TransferTargets['queues'][number]
export type FormAnswer = Schema<'Answers'>['answers'][number]
export type CannedReply = Schema<'CannedReply'>

export const chatStates: readonly ChatState[] = ['waiting', 'active', 'ended']
