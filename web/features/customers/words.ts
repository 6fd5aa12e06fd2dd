// How customers are written: kinds, stages, identities, addresses, own fields.
import { AtSign, Building2, Globe, Hash, IdCard, Mail, MessageCircle, Phone, UserRound, Wallet } from '@lucide/vue'
import type { Component } from 'vue'
import { text } from '@/shared/i18n'
import type { Tone } from '@/shared/ui/StatusBadge.vue'
import type { Address, Customer, FieldDefinition, Identity, IdentityKind } from './types'

export const identityIcons: Record<IdentityKind, Component> = {
  phone: Phone,
  email: Mail,
  id_card: IdCard,
  account: Wallet,
  wechat: MessageCircle,
  weibo: AtSign,
  web: Globe,
  other: Hash,
}
export const kindIcons: Record<Customer['kind'], Component> = { person: UserRound, organization: Building2 }
export const stageTones: Record<Customer['stage'], Tone> = { lead: 'violet', prospect: 'accent', customer: 'success', lapsed: 'neutral' }

export function mainIdentity(customer: Pick<Customer, 'identities'>): Identity | undefined {
  return customer.identities.find((identity) => identity.preferred) ?? customer.identities[0]
}

export function identityLine(identity: Pick<Identity, 'kind' | 'value' | 'label' | 'preferred'>): string {
  const words = [text(`customers.identity.${identity.kind}`), identity.value, identity.label && `(${identity.label})`, identity.preferred && '★']
  return words.filter(Boolean).join(' ')
}

export function addressLine(address: Address): string {
  return [address.label && `${address.label}:`, address.region, address.street, address.postcode].filter(Boolean).join(' ')
}

export function fieldTitle(definition: Pick<FieldDefinition, 'key' | 'name' | 'name_en'>, language: string): string {
  return (language === 'en' && definition.name_en) || definition.name || definition.key
}
