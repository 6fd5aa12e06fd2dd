// Tries relays from this browser: what addresses they give.
export interface RelayTrial {
  wantsRelay: boolean // there is a TURN among them
  relay: boolean // it gave an address: name and password count
  reflexive: boolean // STUN told our own address
}
const PATIENCE_MS = 8_000

export async function tryRelays(iceServers: RTCIceServer[]): Promise<RelayTrial> {
  const trial: RelayTrial = { wantsRelay: iceServers.some(({ username }) => Boolean(username)), relay: false, reflexive: false }
  const connection = new RTCPeerConnection({ iceServers })
  try {
    connection.addTransceiver('audio')
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, PATIENCE_MS)
      connection.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate?.type === 'relay') trial.relay = true
        if (candidate?.type === 'srflx') trial.reflexive = true
        if (candidate && !trial.relay) return
        clearTimeout(timer)
        resolve()
      })
      connection.createOffer().then((offer) => connection.setLocalDescription(offer)).catch(reject)
    })
    return trial
  } finally {
    connection.close()
  }
}
