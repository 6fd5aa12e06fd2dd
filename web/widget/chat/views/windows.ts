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

export function ask(title: string, text: string, yes: string, no: string): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog: HTMLDialogElement = h(
      'dialog',
      { class: 'question', 'aria-labelledby': 'question-title' },
      h('h2', { id: 'question-title' }, title),
      h('p', {}, text),
      h('div', { class: 'actions' }, button(no, () => dialog.close(), 'plain', { autofocus: true }), button(yes, () => dialog.close('yes'), 'primary')),
    )
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'))
    open(dialog)
  })
}

export function showPicture(pictures: Pictures, chat: string, file: SharedFile, url: string): void {
  const dialog: HTMLDialogElement = h(
    'dialog',
    { class: 'picture', 'aria-label': file.name },
    h('div', { class: 'bar' }, h('span', {}, file.name), iconButton('download', t('save_file', { name: file.name }), () => void pictures.save(chat, file)), iconButton('close', t('close'), () => dialog.close())),
    h('img', { src: url, alt: file.name }),
  )
  open(dialog)
}
