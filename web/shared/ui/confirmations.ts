// Questions that must be answered before something is done.
import { shallowRef } from 'vue'

export interface Question {
  title: string
  text?: string
  confirm: string
  cancel?: string
  danger?: boolean
  // A third way, such as "keep the draft and leave".
  other?: string
}
// Esc and a click beside the window dismiss the question, which must never do what a button says.
export type Answer = 'confirm' | 'other' | 'cancel' | 'dismiss'

export interface Asked extends Question {
  answer: (answer: Answer) => void
}

export const asked = shallowRef<Asked | null>(null)

export function ask(question: Question): Promise<Answer> {
  asked.value?.answer('dismiss')
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer: (answer) => {
        asked.value = null
        resolve(answer)
      },
    }
  })
}

export async function confirms(question: Question): Promise<boolean> {
  return (await ask(question)) === 'confirm'
}
