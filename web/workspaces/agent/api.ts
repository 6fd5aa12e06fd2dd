import { api } from '@/shared/api'

const of = (id: string) => ({ params: { id } })

// What distribution offers and asks back.
export const workApi = {
  answer: (offerId: string) => api.post('/work-offers/{id}/answers', undefined, of(offerId)),
  decline: (offerId: string) => api.post('/work-offers/{id}/refusals', undefined, of(offerId)),
  finish: (itemId: string) => api.post('/work-items/{id}/completions', undefined, of(itemId)),
  extend: (itemId: string) => api.post('/work-items/{id}/extensions', undefined, of(itemId)),
}
