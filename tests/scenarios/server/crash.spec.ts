// A server killed under load loses nothing that it acknowledged. The long version is in chaos/.
import { crashOnce } from '../support/crash.ts'
import { expect, onEachEngine, test } from '../support/engines.ts'

onEachEngine((engine) => {
  test('killed twice under load: what was acknowledged is there once, and nothing is half done', async ({ ground }) => {
    const place = await ground.newPlace(engine)
    let acknowledged = 0
    for (const seed of [1, 2]) acknowledged += (await crashOnce(ground, place, seed)).acknowledged
    console.log(`${engine}: ${acknowledged} writes acknowledged`)
    expect(acknowledged).toBeGreaterThan(20)
  })
})
