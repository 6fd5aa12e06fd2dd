import { api } from '@/shared/api'
import type { DemoControl } from './types'

export const demoApi = {
  // Empty on a server that shows no demo.
  signIns: () => api.get('/demo-sign-ins', { quiet: true }),
  state: () => api.get('/demo'),
  control: (control: DemoControl) => api.put('/demo', control),
}
