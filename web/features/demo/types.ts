import type { Schema } from '@/shared/api'

export type DemoControl = Schema<'DemoControl'>
export type DemoState = Schema<'DemoState'>
export type DemoSignIns = Schema<'DemoSignIns'>
