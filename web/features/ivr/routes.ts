import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/voice-flows',
    name: 'voice-flows',
    component: () => import('./pages/FlowsPage.vue'),
    meta: { title: 'ivr.title', rights: ['flows.view'] },
    children: [
      { path: 'new', name: 'new-voice-flow', component: () => import('./pages/NewFlowPanel.vue') },
      { path: ':id(\\d+)/emergency', name: 'voice-flow-emergency', component: () => import('./pages/FlowEmergencyPanel.vue') },
    ],
  },
  { path: '/voice-flows/:id(\\d+)', name: 'voice-flow', component: () => import('./pages/FlowEditorPage.vue'), meta: { title: 'ivr.title', rights: ['flows.view'] } },
  {
    path: '/voice-prompts',
    name: 'voice-prompts',
    component: () => import('./pages/PromptsPage.vue'),
    meta: { title: 'ivr.prompts.title', rights: ['flows.view'] },
    children: [{ path: ':id(\\d+|new)', name: 'voice-prompt', component: () => import('./pages/PromptPanel.vue') }],
  },
  { path: '/voice-settings', name: 'voice-settings', component: () => import('./pages/VoiceSettingsPage.vue'), meta: { title: 'ivr.settings.title', rights: ['flows.view'] } },
]
