import { api, type Schema } from '@/shared/api'

export type OwnPhone = Schema<'OwnPhone'>

export const ownPhoneApi = {
  fetch: () => api.get('/own-phone'),
  choose: (phone_id: string | null) => api.put('/own-phone', { phone_id }),
  telephony: () => api.get('/telephony'),
}
