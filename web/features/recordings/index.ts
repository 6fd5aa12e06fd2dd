// Recordings to the rest of the console: those of a contact, and the feature's places.
import { Archive, CassetteTape } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { routes } from './routes'

export { default as ContactRecordings } from './components/ContactRecordings.vue'
export { default as RecordingPlayer } from './components/RecordingPlayer.vue'

export const recordings: Feature = {
  name: 'recordings',
  routes,
  nav: [
    { name: 'recordings', title: 'recordings.title', icon: CassetteTape, to: { name: 'recordings' }, group: 'work', order: 13.5, rights: ['recordings.view'] },
    { name: 'recording-retentions', title: 'recordings.retention.title', icon: Archive, to: { name: 'recording-retentions' }, group: 'system', order: 38.5, rights: ['recordings.retention'] },
  ],
  searches: [],
  actions: [],
}
