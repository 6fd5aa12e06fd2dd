// The reports that the server has, asked for once while the console is open.
import { shallowRef } from 'vue'
import { asProblem, type Problem } from '@/shared/api'
import { reportsApi } from './api'
import type { Report } from './types'

const reports = shallowRef<readonly Report[] | null>(null)
const problem = shallowRef<Problem | null>(null)

async function load(): Promise<void> {
  problem.value = null
  try {
    reports.value = (await reportsApi.list()).items
  } catch (thrown) {
    problem.value = asProblem(thrown)
  }
}

export function useCatalogue() {
  if (reports.value === null) void load()
  return { reports, problem, load }
}
