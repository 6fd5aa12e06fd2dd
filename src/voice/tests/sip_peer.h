#pragma once
// A peer of ours in tests: takes what Signalling sends, answers as it is told, and moves
// the time. No sockets.

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "voice/sip/signalling.h"

namespace voice::sip::fixture {

using namespace std::chrono_literals;

class FakeTransport final : public Transport {
 public:
  struct Sent {
    Flow flow;
    Message message;
  };
  void send(const Flow& flow, std::string bytes) override {
    auto message = read_datagram(bytes);
    // A refusal says again, word by word, what was wrong.
    if (!message && bytes.starts_with("SIP/2.0 400 ")) {
      message = Message{};
      message->status = 400;
    }
    ASSERT_TRUE(message) << bytes << "\n" << message.error().why;
    (message->method == "OPTIONS" && message->to.tag().empty() ? pings : sent).push_back({flow, std::move(*message)});
  }
  Address local(const Flow&) const override { return *Address::from("198.51.100.1", 5060); }

  std::deque<Sent> sent;
  std::deque<Sent> pings;  // of trunks; answered by themselves unless a test says otherwise
};

class FakeMedia final : public MediaGate {
 public:
  base::Result<media::Ports> allocate_ports() override {
    if (full) return base::refuse(base::Code::Unavailable, "no_ports");
    next += 2;
    ++allocated;
    return media::Ports{base::Descriptor(), base::Descriptor(), next};
  }
  void post(media::Command command) override {
    if (const auto* open = std::get_if<media::OpenLeg>(&command)) streams[open->leg] = open->stream;
    if (const auto* change = std::get_if<media::ChangeStream>(&command)) streams[change->leg] = change->stream;
    if (const auto* close = std::get_if<media::CloseLeg>(&command)) streams.erase(close->leg);
  }

  BrowserHost browser_host() const override { return {{*Address::from("198.51.100.1", 30000)}, "AA:BB"}; }

  std::map<LegId, media::Stream> streams;  // of the open legs
  std::uint16_t next = 20000;
  int allocated = 0;
  bool full = false;
};

class FakeResolver final : public Resolver {
 public:
  void resolve(const std::string& host, std::uint16_t port, std::function<void(std::vector<Address>)> found) override {
    const auto known = hosts.find(host);
    const auto address = Address::from(known == hosts.end() ? host : known->second, port);
    found(address ? std::vector{*address} : std::vector<Address>{});
  }
  std::map<std::string, std::string> hosts;
};

inline const Flow trunk_flow{TransportKind::Udp, *Address::from("192.0.2.10", 5060), 0};
inline const Flow phone_flow{TransportKind::Udp, *Address::from("203.0.113.7", 5062), 0};
inline constexpr TrunkId trunk_one{1}, trunk_two{2};
inline constexpr PhoneId phone_one{11};
inline constexpr std::string_view offer_of_peer =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0 101\r\n"
    "a=rtpmap:101 telephone-event/8000\r\n";

// One Signalling with everything around it. Trunk one is at 192.0.2.10, by address.
class Exchange : public ::testing::Test {
 protected:
  Exchange() { make({}); }

  void make(SignallingSettings settings) {
    signalling = std::make_unique<Signalling>(
        std::move(settings), transport, media, resolver, [this] { return LegId{++last_leg}; },
        [this](Event event) {
          const auto* signal = std::get_if<SignallingEvent>(&event);
          const auto* tried = signal ? std::get_if<LegOnTrunk>(signal) : nullptr;
          if (tried)
            trunks_tried.push_back(tried->trunk);
          else
            events.push_back(std::move(event));
        });
    TrunkSettings trunk;
    trunk.trunk = trunk_one;
    trunk.host = "192.0.2.10";
    command(PutTrunk{trunk});
  }

  void command(SignallingCommand it) {
    signalling->command(now, std::move(it));
    answer_pings();
  }

  // Lets time pass, timer by timer.
  void pass(Milliseconds time) {
    const Instant end = now + time;
    while (const auto next = signalling->next()) {
      if (*next > end) break;
      now = std::max(now, *next);
      signalling->run(now);
      answer_pings();
    }
    now = end;
  }

  void come(const Message& message, const Flow& from = trunk_flow) {
    signalling->datagram_came(now, message.write(), from);
  }

  // The next message that was sent, which must be `method` (a request) or a response of `status`.
  Message sent(std::string_view method) {
    const Message it = take();
    EXPECT_EQ(it.method, method) << it.write();
    return it;
  }
  Message sent(int status) {
    const Message it = take();
    EXPECT_EQ(it.status, status) << it.write();
    return it;
  }
  Message take() {
    if (transport.sent.empty()) {
      ADD_FAILURE() << "Nothing was sent.";
      return {};
    }
    const Message it = std::move(transport.sent.front().message);
    last_flow = transport.sent.front().flow;
    transport.sent.pop_front();
    return it;
  }
  bool nothing_sent() const { return transport.sent.empty(); }

  void answer_pings() {
    for (auto waiting = std::exchange(transport.pings, {}); auto& it : waiting)
      if (answers_pings) signalling->datagram_came(now, make_response(it.message, 200, "p").write(), it.flow);
  }

  // The next event, which must be an E.
  template <class E>
  E told() {
    if (events.empty()) {
      ADD_FAILURE() << "Nothing was told.";
      return {};
    }
    const Event event = std::move(events.front());
    events.pop_front();
    if (const auto* signal = std::get_if<SignallingEvent>(&event))
      if (const auto* it = std::get_if<E>(signal)) return *it;
    ADD_FAILURE() << "Another thing was told: " << event.index();
    return {};
  }
  void forget_events() { events.clear(); }

  // ---- what the peer sends ----

  // A request outside of dialogs, or the first of one.
  Message request(std::string_view method, std::string_view uri = "sip:95598@198.51.100.1") {
    Message message;
    message.method = method;
    message.request_uri = *Uri::parse(uri);
    add_via(message);
    message.add("From", "\"Wang\" <sip:13800138000@192.0.2.10>;tag=" + peer_tag);
    message.add("To", "<" + std::string(uri) + ">");
    message.add("Call-ID", call_id);
    message.add("CSeq", std::to_string(++peer_cseq) + " " + std::string(method));
    message.add("Max-Forwards", "70");
    message.add("Contact", "<sip:peer@192.0.2.10:5060>");
    return message;
  }
  // A request within the dialog that our `response` made.
  Message in_dialog(std::string_view method, const Message& response) {
    Message message = request(method, "sip:yingda@198.51.100.1");
    message.set("To", response.get("To"));
    return message;
  }
  Message ack_of(const Message& response) {
    Message message = in_dialog("ACK", response);
    --peer_cseq;
    message.set("CSeq", std::to_string(response.cseq.number) + " ACK");
    return message;
  }
  Message invite(std::string_view body = offer_of_peer) {
    Message message = request("INVITE");
    if (!body.empty()) message.add("Content-Type", "application/sdp");
    message.body = body;
    return message;
  }
  Message response_to(const Message& request, int status, std::string_view body = "") {
    Message response = make_response(request, status, "peer");
    if (status >= 180) response.add("Contact", "<sip:peer@192.0.2.10:5060>");
    if (!body.empty()) response.add("Content-Type", "application/sdp");
    response.body = body;
    return response;
  }
  void add_via(Message& message) {
    message.add("Via", "SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK" + std::to_string(++branches));
  }

  // A call that came over trunk one, up to its answer's ACK.
  struct Call {
    LegId leg;
    Message answer;
  };
  Call answered_call() {
    come(invite());
    sent(100);
    const LegId leg = told<LegArrived>().leg;
    command(Answer{leg});
    const Message answer = sent(200);
    told<LegAnswered>();
    come(ack_of(answer));
    EXPECT_TRUE(nothing_sent());
    return {leg, answer};
  }

  Instant now{std::chrono::hours(1)};
  FakeTransport transport;
  FakeMedia media;
  FakeResolver resolver;
  std::deque<Event> events;
  std::int64_t last_leg = 1000;
  std::unique_ptr<Signalling> signalling;
  Flow last_flow;
  std::vector<TrunkId> trunks_tried;  // by calls of ours, in their order
  bool answers_pings = true;

  std::string call_id = "call-1", peer_tag = "peer";
  std::uint32_t peer_cseq = 0;
  int branches = 0;
};

}  // namespace voice::sip::fixture
