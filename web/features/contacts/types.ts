import type { Schema } from '@/shared/api'

export type Contact = Schema<'Contact'>
export type ContactFields = Schema<'ContactFields'>
export type ContactState = Contact['state']
export type ContactOutcome = NonNullable<Contact['outcome']>
export type Segment = Schema<'Segment'>
export type ItemOffer = Schema<'ItemOffer'>
export type OfferReasons = Schema<'OfferReasons'>

export const contactStates: readonly ContactState[] = ['waiting', 'in_flow', 'active', 'outside', 'wrap_up', 'ended']
export const outcomes: readonly ContactOutcome[] = ['handled', 'abandoned', 'message', 'self_service', 'unanswered']
export const channels: readonly Contact['channel'][] = ['webchat', 'voice']
