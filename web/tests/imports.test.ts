import { describe, expect, it } from 'vitest'
// @ts-expect-error: a script without types
import { faultOf } from '../tools/check_imports.mjs'

describe('the import check', () => {
  it.each([
    ['features/customers/pages/A.vue', 'features/access'],
    ['features/customers/pages/A.vue', 'features/access/index.ts'],
    ['features/customers/pages/A.vue', 'features/customers/api'],
    ['app/router.ts', 'features/access'],
    ['features/access/session.ts', 'shared/api'],
    ['widget/chat/look.ts', 'shared/theme/contrast'],
  ])('lets %s import %s', (from, to) => expect(faultOf(from, to)).toBeNull())

  it.each([
    ['features/customers/pages/A.vue', 'features/access/session'],
    ['app/router.ts', 'features/access/pages/SignInPage.vue'],
    ['shared/ui/A.vue', 'features/access'],
    ['features/access/session.ts', 'app/router'],
    ['widget/chat/main.ts', 'features/access'],
    ['shared/ui/A.vue', 'widget/bridge'],
    ['features/channels/index.ts', 'widget/chat/look'],
  ])('refuses that %s imports %s', (from, to) => expect(faultOf(from, to)).not.toBeNull())
})
