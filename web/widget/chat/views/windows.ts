// Windows over the chat: a question to be answered, and a picture in full.
import { button, h, iconButton } from '../dom'
import type { Pictures } from '../pictures'
import type { SharedFile } from '../protocol'
import { t } from '../words'

function open(dialog: HTMLDialogElement): void {
  document.body.append(dialog)
  dialog.addEventListener('close', () => dialog.remove())
  // A click beside the content lands on the dialog itself.
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
  dialog.showModal()
}

export function ask(title: string, text: string, yes: string, no: string, agreed: () => void): void {
  const answer = (run?: () => void) => () => {
    dialog.close()
    run?.()
  }
  const dialog: HTMLDialogElement = h(
    'dialog.question',
    { 'aria-label': title },
    h('h2', title),
    h('p', text),
    h('.actions', button(no, answer()), button(yes, answer(agreed), 'primary')),
  )
  open(dialog)
}

export function showPicture(pictures: Pictures, chat: string, file: SharedFile, src: string): void {
  const save = iconButton('download', t('save_file', file), () => void pictures.save(chat, file))
  const close = iconButton('close', t('close'), () => dialog.close())
  const dialog: HTMLDialogElement = h('dialog.picture', { 'aria-label': file.name }, h('.bar', h('span', file.name), save, close), h('img', { src, alt: file.name }))
  open(dialog)
}
