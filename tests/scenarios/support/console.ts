// The console in a browser: pages that tell what they complained of, and signing in.
import { expect, test as base, type Browser, type Page } from '@playwright/test'
import { adminPassword, type Server } from './program.ts'

// What the browser itself complained of: scripts, and whatever the content policy forbade.
export class Complaints {
  private readonly heard: string[] = []

  listen(page: Page, isAllSaid = false) {
    page.on('pageerror', (error) => this.heard.push(error.message))
    page.on('console', (message) => {
      const isBad = isAllSaid ? message.type() === 'error' : /Content Security Policy|Refused to/i.test(message.text())
      if (isBad) this.heard.push(message.text())
    })
  }
  // All since the last time.
  take(): string[] {
    return this.heard.splice(0)
  }
}

// What a test opened, it leaves closed: a page that nobody looks at any more still lives, paints and keeps its person present.
export const test = base.extend<{ closing: void }>({
  closing: [
    async ({ browser }, use) => {
      await use()
      await Promise.all(browser.contexts().map((context) => context.close()))
    },
    { auto: true },
  ],
})

export async function openPage(browser: Browser, server: Server, complaints: Complaints): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, locale: 'zh-CN', viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  complaints.listen(page)
  return page
}

// The network goes. The browser says so before it is so: on a busy machine one request in a hundred still got through
// after setOffline() had returned, and a test that wrote meanwhile had written over a network that stood.
export async function cutOff(page: Page) {
  await page.context().setOffline(true)
  const isReached = () => page.evaluate(() => fetch('/healthz', { method: 'HEAD', cache: 'no-store' }).then(() => true, () => false))
  await expect.poll(isReached, { timeout: 20_000 }).toBe(false)
}

// Writes who is there into the sign-in page.
export async function enter(page: Page, user: string, password: string) {
  await page.getByLabel('用户名').fill(user)
  await page.locator('#password').fill(password)
  await page.keyboard.press('Enter')
}

// Signed in, and on the page that was asked for.
export async function signIn(browser: Browser, server: Server, complaints: Complaints, path = '/', user = 'admin', password = adminPassword): Promise<Page> {
  const page = await openPage(browser, server, complaints)
  await page.goto(path)
  await enter(page, user, password)
  await expect(page.locator('.own')).toBeVisible({ timeout: 20_000 }) // the own menu, in whatever language
  return page
}
