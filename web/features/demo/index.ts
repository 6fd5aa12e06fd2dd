// The demo to other features: sample people on the sign-in page, and its panel in the bar.
export { default as DemoPanel } from './components/DemoPanel.vue'
export { default as DemoSignIns } from './components/DemoSignIns.vue'
