// Element Plus by component: whoever imports `ElButton` from 'element-plus' gets that component's
// styles too, and all of them stand in the cascade layer "element", so that our theme wins whatever
// the order in which the pages' style sheets arrive.
import type { Plugin } from 'vite'

// Said in every file, since any of them may be the first to arrive (see shared/theme/base.css).
const ORDER = '@layer base,element;'
const IMPORT = /import\s*\{([^}]*)\}\s*from\s*['"]element-plus['"]/g

function folderOf(component: string): string {
  return component.replace(/^El/, '').replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
}

export function elementPlusStyles(): Plugin {
  return {
    name: 'yingda:element-plus-styles',
    enforce: 'pre',
    transform(code, id) {
      const path = id.split('?')[0] ?? id
      if (path.includes('/element-plus/') && path.endsWith('.css'))
        return { code: `${ORDER}@layer element{${code.replace(/@charset "[^"]*";/g, '')}}`, map: null }
      if (path.includes('/node_modules/') || !/\.(vue|ts)$/.test(path) || id.includes('type=style')) return null
      const components = new Set<string>()
      for (const found of code.matchAll(IMPORT))
        for (const name of (found[1] ?? '').split(',').map((part) => part.trim()))
          if (/^El[A-Z]/.test(name)) components.add(folderOf(name))
      if (components.size === 0) return null
      const styles = [...components].map((name) => `import 'element-plus/es/components/${name}/style/css'`).join('\n')
      // Inside a component file the imports must stand within its script.
      const at = path.endsWith('.vue') ? code.search(IMPORT) : 0
      return { code: `${code.slice(0, at)}${styles}\n${code.slice(at)}`, map: null }
    },
  }
}
