import { describe, expect, it } from 'vitest'
import { pathOf } from '../line'

const stats = (...reports: Record<string, unknown>[]) => new Map(reports.map((report) => [String(report.id), report]))
const pair = { id: 'p', type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r', nominated: true, state: 'succeeded', currentRoundTripTime: 0.0124 }
const ends = [{ id: 'l', type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'tcp' }, { id: 'r', type: 'remote-candidate', candidateType: 'host', protocol: 'udp' }]

describe('the path of a line', () => {
  it('is none before a pair of addresses is chosen', () => {
    expect(pathOf(stats({ ...pair, nominated: false }, ...ends))).toBeNull()
  })
  it('tells the kinds of addresses, the way to a relay, the round trip and the loss', () => {
    const sound = { id: 's', type: 'inbound-rtp', packetsReceived: 990, packetsLost: 10 }
    expect(pathOf(stats({ id: 't', type: 'transport', selectedCandidatePairId: 'p' }, { ...pair, nominated: false }, ...ends, sound))).toEqual({ local: 'relay', remote: 'host', protocol: 'TCP', round_trip_ms: 12, loss_percent: 1 })
  })
})
