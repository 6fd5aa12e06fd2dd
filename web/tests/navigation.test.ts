import { expect, it } from 'vitest'
import { features } from '@/app/features'

it('every page that has a key after “g” has one of its own', () => {
  const keys = features.flatMap((feature) => feature.nav).flatMap((entry) => (entry.go ? [entry.go] : []))
  expect(keys.length).toBeGreaterThan(10)
  expect([...keys, 'h'].filter((key, at, all) => all.indexOf(key) !== at)).toEqual([])
})
