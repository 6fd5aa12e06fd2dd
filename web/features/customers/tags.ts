// The tags in use, most used first; asked anew whenever a page that offers them is opened.
import { onMounted, shallowRef } from 'vue'
import { customersApi } from './api'
import type { TagCount } from './types'

export function useTags() {
  const tags = shallowRef<TagCount[]>([])
  onMounted(async () => {
    // Only suggestions: without them tags can still be typed.
    tags.value = await customersApi.tags().then(
      ({ items }) => items,
      () => [],
    )
  })
  return tags
}
