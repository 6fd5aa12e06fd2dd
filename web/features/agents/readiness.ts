// Going ready. Others may have a word before: the phone waits until its line stands.
import { ownApi } from './api'

// Gives whether to go on.
type Gate = () => Promise<boolean>
const gates = new Set<Gate>()

// Gives the way to take it back.
export function beforeReady(gate: Gate): () => void {
  gates.add(gate)
  return () => void gates.delete(gate)
}
export async function goReady(): Promise<void> {
  for (const gate of gates) if (!(await gate())) return
  await ownApi.ready()
}
