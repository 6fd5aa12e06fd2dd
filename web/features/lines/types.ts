import type { Schema } from '@/shared/api'

export type Trunk = Schema<'Trunk'>
export type TrunkFields = Schema<'TrunkFields'>
export type TrunkState = Schema<'TrunkState'>
export type OurNumber = Schema<'Number'>
export type OurNumberFields = Schema<'NumberFields'>
export type WayOut = Schema<'WayOut'>
export type WayOutFields = Schema<'WayOutFields'>
export type DiallingTrial = Schema<'DiallingTrial'>
export type Phone = Schema<'Phone'>
export type PhoneFields = Schema<'PhoneFields'>
export type PhoneState = Schema<'PhoneState'>
export type CallerRule = Schema<'CallerRule'>
export type NewCallerRule = Schema<'NewCallerRule'>
export type Verdict = CallerRule['verdict']

export const transports: readonly TrunkFields['transport'][] = ['udp', 'tcp', 'tls']
export const securities: readonly TrunkFields['security'][] = ['never', 'offered', 'required']
export const codecs: readonly TrunkFields['codecs'][number][] = ['pcma', 'pcmu']
export const verdicts: readonly Verdict[] = ['block', 'nuisance', 'allow']
