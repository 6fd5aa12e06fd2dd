// SIPp's scenario of a customer who calls, talks as long as -d says, and hangs up; `sound` is a file of G.711, "" for none.
export function customerScenario(sound) {
  const request = (method, cseq, tag, more = '') => `${method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:1380000[call_number]@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>${tag}
      Call-ID: [call_id]
      CSeq: ${cseq} ${method}
      Max-Forwards: 70
      Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>
      ${more}Content-Length: [len]
`
  const offer = `
      v=0
      o=customer 1 1 IN IP[local_ip_type] [local_ip]
      s=-
      c=IN IP[media_ip_type] [media_ip]
      t=0 0
      m=audio ${sound ? '[rtpstream_audio_port]' : '[media_port]'} RTP/AVP 0 101
      a=rtpmap:0 PCMU/8000
      a=rtpmap:101 telephone-event/8000
      a=fmtp:101 0-15
      a=sendrecv
`
  const send = (text, attributes = '') => `  <send${attributes}><![CDATA[

      ${text}
    ]]></send>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<scenario name="customer">
${send(request('INVITE', 1, '', 'Content-Type: application/sdp\n      ') + offer, ' retrans="500" start_rtd="1"')}
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rtd="1"/>
${send(request('ACK', 1, '[peer_tag_param]'))}
${sound ? `  <nop><action><exec rtp_stream="${sound},-1,0"/></action></nop>` : ''}
  <pause/>
${send(request('BYE', 2, '[peer_tag_param]'), ' retrans="500"')}
  <recv response="200"/>
</scenario>
`
}
