import { api, type Page, type Query } from '@/shared/api'
import type { Contact, ContactFields } from './types'

const of = (id: string) => ({ params: { id } })

export const contactsApi = {
  list: (query: Query, signal?: AbortSignal): Promise<Page<Contact>> => api.get('/contacts', { query, signal }),
  fetch: (id: string): Promise<Contact> => api.get('/contacts/{id}', of(id)),
  save: (id: string, fields: ContactFields, version: number): Promise<Contact> => api.put('/contacts/{id}', fields, { ...of(id), version }),
  segments: (id: string) => api.get('/contacts/{id}/segments', of(id)),
  ofCustomer: (id: string, query: Query, signal?: AbortSignal): Promise<Page<Contact>> => api.get('/customers/{id}/contacts', { ...of(id), query, signal }),
  offers: (workItemId: string) => api.get('/work-items/{id}/offers', of(workItemId)),
  reasons: (offerId: string, agentId: string) => api.get('/work-offers/{id}/reasons', { ...of(offerId), query: { agent_id: agentId } }),
}

// The newest first.
export const lastContacts = async (customer: string, most: number): Promise<readonly Contact[]> => (await contactsApi.ofCustomer(customer, { limit: most })).items
