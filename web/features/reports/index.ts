// Reports and boards to the rest of the console: the feature's places.
import { ChartColumn, Gauge, MonitorUp, Radar } from '@lucide/vue'
import type { Feature } from '@/shared/navigation/feature'
import { hasText, text } from '@/shared/i18n'
import { reportsApi, viewsApi } from './api'
import { routes } from './routes'

const includes = (words: string, ...texts: string[]) => words.toLowerCase().split(/\s+/).every((word) => texts.join(' ').toLowerCase().includes(word))

export const reports: Feature = {
  name: 'reports',
  routes,
  nav: [
    // Boards speak of queues and agents by name, so they ask for the rights to see those, too.
    { name: 'overview', title: 'report_pages.overview.title', icon: Radar, to: { name: 'overview' }, group: 'work', order: 14, rights: ['reports.view+queues.view'], go: 'z' },
    { name: 'reports', title: 'report_pages.title', icon: ChartColumn, to: { name: 'reports' }, group: 'work', order: 17, rights: ['reports.view'], go: 'y' },
    { name: 'board-thresholds', title: 'report_pages.threshold.title', icon: Gauge, to: { name: 'board-thresholds' }, group: 'system', order: 38, rights: ['reports.edit'], go: 'x' },
  ],
  searches: [
    {
      name: 'reports',
      title: 'report_pages.title',
      icon: ChartColumn,
      rights: ['reports.view'],
      search: async (words, signal) => {
        const [shipped, kept] = await Promise.all([reportsApi.list(signal), viewsApi.list(signal)])
        const titleOf = (key: string) => (hasText(`reports.report.${key}.title`) ? text(`reports.report.${key}.title`) : key)
        return [
          ...shipped.items.map(({ key }) => ({ id: key, title: titleOf(key), detail: text(`reports.report.${key}.hint`), to: { name: 'report', params: { key } } })),
          ...kept.items.map((view) => ({ id: view.id, title: view.name, detail: titleOf(view.report), to: { name: 'report', params: { key: view.report }, query: { view: view.id } } })),
        ]
          .filter((hit) => includes(words, hit.title, hit.detail))
          .slice(0, 6)
      },
    },
  ],
  actions: [{ name: 'wallboard', title: 'report_pages.wall.title', icon: MonitorUp, to: { name: 'wallboard' }, rights: ['reports.view+queues.view'] }],
}
