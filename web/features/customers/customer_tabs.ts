// What other features show of a customer, as tabs on the page of the file. They stand above this feature, so they come
// here by themselves.
import type { Component } from 'vue'

export interface CustomerTab {
  value: string
  title: string // message key
  rights: readonly string[] // any of them
  component: Component // with the prop customerId
}

export const customerTabs: CustomerTab[] = []
