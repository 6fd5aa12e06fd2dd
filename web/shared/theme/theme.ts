// Light, dark, or as the system says. public/theme.js applies the choice before the first paint.
import { ref } from 'vue'

export type Theme = 'system' | 'light' | 'dark'
export const themes: readonly Theme[] = ['system', 'light', 'dark']

const STORED = 'yingda.theme'

function stored(): Theme {
  const found = localStorage.getItem(STORED) as Theme | null
  return found && themes.includes(found) ? found : 'system'
}

const chosen = ref<Theme>(stored())

export function useTheme() {
  const choose = (theme: Theme) => {
    chosen.value = theme
    localStorage.setItem(STORED, theme)
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }
  return { theme: chosen, choose }
}
