// Bytes on a TCP connection, for what no well-behaved client would send.
import net from 'node:net'
import type { Server } from './program.ts'

export interface Talk {
  text: string // all that the server sent
  statuses: number[] // of each response in it, interim ones left out
  closed: boolean // by the server, before patience ended
}

// How long a server may take to close a connection that it must close; only failures wait for it.
const patienceMs = 20_000

// Sends the pieces one after the other and listens until the server closes.
export function talk(server: Server, ...pieces: (string | Buffer)[]): Promise<Talk> {
  return new Promise((resolve) => {
    const heard: Buffer[] = []
    const socket = net.connect(server.port, '127.0.0.1')
    socket.setNoDelay(true)
    const end = (closed: boolean) => {
      clearTimeout(patience)
      socket.destroy()
      const text = Buffer.concat(heard).toString('utf8')
      const statuses = [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map((match) => Number(match[1])).filter((status) => status >= 200)
      resolve({ text, statuses, closed })
    }
    const patience = setTimeout(() => end(false), patienceMs)
    socket.on('data', (piece: Buffer) => heard.push(piece))
    socket.on('end', () => end(true))
    socket.on('error', () => end(true))
    for (const piece of pieces) socket.write(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)
  })
}

// Opens a connection, sends bytes, and leaves it open.
export async function open(server: Server, bytes: string): Promise<net.Socket> {
  const socket = net.connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  await new Promise((resolve) => socket.write(bytes, resolve))
  return socket
}

export function closed(socket: net.Socket): Promise<string> {
  let text = ''
  return new Promise((resolve) => {
    socket.setEncoding('latin1').on('data', (piece) => (text += piece))
    socket.on('close', () => resolve(text))
  })
}
