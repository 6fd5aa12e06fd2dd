// A client orders "round K": every socket is sent K messages of 180 bytes.
import { WebSocketServer } from 'ws'

const message = Buffer.alloc(180, 'x')
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })

server.on('connection', (socket) => {
  socket.on('message', (order) => {
    const count = Number(String(order).split(' ')[1])
    for (let i = 0; i < count; i++)
      for (const client of server.clients) client.send(message, { binary: false })
  })
})
server.on('listening', () => console.log(server.address().port))
