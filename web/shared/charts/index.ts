export { default as ChartCanvas } from './ChartCanvas.vue'
export { SERIES_COLOURS, type ChartColours } from './colours'
export type { ChartOption } from './echarts'
