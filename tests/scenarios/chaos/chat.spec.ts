// kill -9 while visitors and agents chat, again and again on the same data. YINGDA_CHAOS_SEED tries other moments.
import { closeHall, crashChats, makeHall, said } from '../support/chat_crash.ts'
import { makeGround, type Engine } from '../support/engines.ts'
import { expect, test } from '@playwright/test'

const seed = Number(process.env.YINGDA_CHAOS_SEED ?? 20261122)
const rounds: [Engine, number][] = [
  ['sqlite', 50],
  ['postgres', 10],
]

for (const [engine, kills] of rounds)
  test(`${engine}: ${kills} kills while chats go on lose no word and nobody's place`, async () => {
    const ground = makeGround('on')
    try {
      const hall = await makeHall(await ground.newPlace(engine), seed)
      let acknowledged = 0
      for (let round = 0; round < kills; ++round)
        acknowledged += await test.step(`kill ${round + 1}, seed ${seed + round}`, () => crashChats(ground, hall, seed + round))
      await test.step('everybody ends', () => closeHall(ground, hall))
      const chats = hall.visitors.reduce((sum, one) => sum + one.started.size, 0)
      console.log(`${engine}: seed ${seed}, ${kills} kills, ${acknowledged} requests acknowledged, ${said(hall)} messages in ${chats} chats`)
      expect(said(hall)).toBeGreaterThan(kills * 10)
      expect(chats).toBeGreaterThan(hall.visitors.length)
    } finally {
      await ground.end()
    }
  })
