// kill -9 under load, again and again on the same data. YINGDA_CHAOS_SEED tries other moments.
import { crashOnce } from '../support/crash.ts'
import { makeGround, type Engine } from '../support/engines.ts'
import { expect, test } from '@playwright/test'

const seed = Number(process.env.YINGDA_CHAOS_SEED ?? 20261121)
const rounds: [Engine, number][] = [
  ['sqlite', 50],
  ['postgres', 15],
]

for (const [engine, kills] of rounds)
  test(`${engine}: ${kills} kills under load lose nothing that was acknowledged`, async () => {
    const ground = makeGround('on')
    try {
      const place = await ground.newPlace(engine)
      let [acknowledged, unanswered] = [0, 0]
      for (let round = 0; round < kills; ++round) {
        const crash = await test.step(`kill ${round + 1}, seed ${seed + round}`, () => crashOnce(ground, place, seed + round))
        acknowledged += crash.acknowledged
        unanswered += crash.unanswered
      }
      console.log(`${engine}: ${kills} kills, ${acknowledged} writes acknowledged, ${unanswered} left without an answer`)
      expect(acknowledged).toBeGreaterThan(kills * 5)
      expect(unanswered).toBeGreaterThan(0)
    } finally {
      await ground.end()
    }
  })
