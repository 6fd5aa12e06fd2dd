import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { useSession } from '@/features/access'
import { safeTarget } from '@/shared/navigation/safe_target'
import { isAgent } from '@/workspaces/agent'
import { features } from './features'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'home', component: () => import('./pages/HomePage.vue'), meta: { title: 'app.nav.home' } },
    ...features.flatMap((feature) => feature.routes),
    { path: '/:path(.*)*', name: 'missing', component: () => import('./pages/MissingPage.vue'), meta: { title: 'app.missing.title' } },
  ],
})

async function admit(to: RouteLocationNormalized, from: RouteLocationNormalized) {
  const session = useSession()
  const current = await session.ensure()
  if (to.meta.isPublic) return current ? safeTarget(to.query.then) : true
  if (!current) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { then: to.fullPath } }
  if (current.must_change_password && to.name !== 'password') return { name: 'password', query: { then: to.fullPath } }
  if (to.path === '/' && isEntry(from) && (await isAgent(session.may))) return { name: 'workspace' }
  return true
}
// Who comes in at the front door, an agent goes to work; the overview is a click away.
const isEntry = (from: RouteLocationNormalized) => from.matched.length === 0 || from.name === 'sign-in'

router.beforeEach(admit)

// A new release has other file names; who still holds the old ones loads the page again.
router.onError((error, to) => {
  if (/dynamically imported module|module script failed|Unable to preload/i.test(String(error))) location.assign(to.fullPath)
})
