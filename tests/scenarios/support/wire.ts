// The wire between a browser and the server, which can be cut without a word: nothing passes any more and neither side
// is told, as when a lift door closes.
import { createServer, connect, type AddressInfo, type Server as NetServer, type Socket } from 'node:net'

export class Wire {
  private readonly sockets = new Set<Socket>()
  private isCut = false

  private constructor(private readonly server: NetServer) {}

  static async to(url: string): Promise<Wire> {
    const target = new URL(url)
    const server = createServer()
    const wire = new Wire(server)
    server.on('connection', (near) => wire.join(near, connect(Number(target.port), target.hostname)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return wire
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  cut(): void {
    this.isCut = true
    for (const socket of this.sockets) socket.pause()
  }

  // What was under way is lost; new connections pass.
  mend(): void {
    this.isCut = false
    for (const socket of this.sockets) socket.destroy()
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
  }

  private join(near: Socket, far: Socket): void {
    for (const [from, to] of [[near, far], [far, near]] as const) {
      this.sockets.add(from)
      from.on('data', (piece) => to.write(piece))
      from.on('close', () => {
        this.sockets.delete(from)
        to.destroy()
      })
      from.on('error', () => from.destroy())
      if (this.isCut) from.pause()
    }
  }
}
