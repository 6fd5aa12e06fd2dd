// Black-box scenarios against the built program.
//   browser  the console in Chromium        server  HTTP, sockets and command line, without a page
//   chaos    kill -9 again and again; only when YINGDA_CHAOS is set
import { defineConfig } from '@playwright/test'

const chaos = { name: 'chaos', testDir: 'chaos', timeout: 45 * 60_000 }
const oldData = { name: 'old-data', testDir: 'old-data' }

export default defineConfig({
  outputDir: 'results',
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 180_000,
  reporter: 'list',
  projects: [
    { name: 'server', testDir: 'server' },
    {
      name: 'browser',
      testDir: 'browser',
      use: {
        browserName: 'chromium',
        launchOptions: {
          executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
          args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
        },
        trace: 'retain-on-failure',
      },
    },
    ...(process.env.YINGDA_CHAOS ? [chaos] : []),
    ...(process.env.YINGDA_MAKE_OLD_DATA ? [oldData] : []),
  ],
})
