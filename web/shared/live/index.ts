export { useFlashes, useLive, useTopic } from './topics'
export type { LiveState } from './live_client'
export type { Applied, LiveItem } from './replica'
