// Unsaved work, kept for this browser tab: a reload or a wrong click loses nothing.

export interface Draft<F> {
  fields: F
  base: F
  version: number | null
}

const PREFIX = 'yingda.draft.'

export function keepDraft<F>(name: string, draft: Draft<F>): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(draft))
  } catch {
    // A full store costs the draft, not the form.
  }
}

export function findDraft<F>(name: string): Draft<F> | null {
  const text = sessionStorage.getItem(PREFIX + name)
  if (text === null) return null
  try {
    return JSON.parse(text) as Draft<F>
  } catch {
    return null
  }
}

export function dropDraft(name: string): void {
  sessionStorage.removeItem(PREFIX + name)
}

// On signing out: drafts hold what the next person at this machine should not see.
export function dropAllDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
}
