#pragma once
// What telephony tells in the event log: ids and figures, no personal data. The subject is the
// call, whose contact the event of its beginning names.

#include <string_view>
#include <variant>

#include "telephony/types.h"

namespace telephony {

struct CallBegan {
  static constexpr std::string_view type = "telephony.call_began";
  CallId call_id;
  CallKind kind = CallKind::Inbound;
  std::optional<std::int64_t> trunk_id;
  std::optional<std::int64_t> number_id;  // ours that was called
  std::optional<customers::CustomerId> customer_id;
  std::string province, city, carrier;  // of the other side's number
};
BOOST_DESCRIBE_STRUCT(CallBegan, (), (call_id, kind, trunk_id, number_id, customer_id, province, city, carrier))

// Something about it is shown otherwise now.
struct CallChanged {
  static constexpr std::string_view type = "telephony.call_changed";
  CallId call_id;
  std::vector<org::PersonId> people;  // who take part, or did a moment ago
};
BOOST_DESCRIBE_STRUCT(CallChanged, (), (call_id, people))

struct CallFinished {
  static constexpr std::string_view type = "telephony.call_ended";
  CallId call_id;
  CallKind kind = CallKind::Inbound;
  CallEnding ending = CallEnding::ByCustomer;
  std::optional<std::int64_t> trunk_id;
  std::int64_t lasted_ms = 0;
  std::int64_t talked_ms = 0;  // since somebody answered
  std::vector<org::PersonId> people;
};
BOOST_DESCRIBE_STRUCT(CallFinished, (), (call_id, kind, ending, trunk_id, lasted_ms, talked_ms, people))

// A leg record: somebody's part in a call is over.
struct PartyLeft {
  static constexpr std::string_view type = "telephony.party_left";
  CallId call_id;
  PartyId party_id;
  PartyRole role = PartyRole::Customer;
  Device device = Device::Trunk;
  std::optional<org::PersonId> person_id;
  std::optional<std::int64_t> trunk_id;
  CallEnding ending = CallEnding::ByCustomer;
  std::int64_t rang_ms = 0;
  std::int64_t talked_ms = 0;
  std::int64_t held_ms = 0;
  std::optional<CallKind> kind;  // of the call; this and the rest are not in old logs
  std::optional<routing::QueueId> queue_id;
  std::optional<bool> dialled;                  // we called it
  std::optional<LineQuality> quality;           // of a browser; of others it comes with LineMeasured
  std::optional<std::int64_t> kept_waiting_ms;  // by an agent: the customer was held
};
BOOST_DESCRIBE_STRUCT(PartyLeft, (),
                      (call_id, party_id, role, device, person_id, trunk_id, ending, rang_ms, talked_ms, held_ms, kind,
                       queue_id, dialled, quality, kept_waiting_ms))

// The last figures of a party's line, told a moment after it left.
struct LineMeasured {
  static constexpr std::string_view type = "telephony.line_measured";
  CallId call_id;
  PartyId party_id;
  LineQuality quality;
};
BOOST_DESCRIBE_STRUCT(LineMeasured, (), (call_id, party_id, quality))

// A leg record too: a trunk did not take the call, and the next one is tried.
struct TrunkTried {
  static constexpr std::string_view type = "telephony.trunk_tried";
  CallId call_id;
  PartyId party_id;
  CallKind kind = CallKind::Outbound;
  PartyRole role = PartyRole::Customer;
  std::int64_t trunk_id = 0;
  std::optional<routing::QueueId> queue_id;
  std::int64_t tried_ms = 0;
};
BOOST_DESCRIBE_STRUCT(TrunkTried, (), (call_id, party_id, kind, role, trunk_id, queue_id, tried_ms))

enum class TransferKind { Blind, Consulted };
BOOST_DESCRIBE_ENUM(TransferKind, Blind, Consulted)
enum class TransferGoal { Queue, Agent, Flow, Outside };
BOOST_DESCRIBE_ENUM(TransferGoal, Queue, Agent, Flow, Outside)

struct CallTransferred {
  static constexpr std::string_view type = "telephony.call_transferred";
  CallId call_id;
  TransferKind kind = TransferKind::Blind;
  TransferGoal goal = TransferGoal::Queue;
  std::optional<routing::QueueId> from_queue_id;
  std::optional<org::PersonId> from_agent_id;
  std::optional<routing::QueueId> to_queue_id;
  std::optional<org::PersonId> to_agent_id;
  std::optional<ivr::FlowId> to_flow_id;
};
BOOST_DESCRIBE_STRUCT(CallTransferred, (),
                      (call_id, kind, goal, from_queue_id, from_agent_id, to_queue_id, to_agent_id, to_flow_id))

// A supervisor began to listen, whisper or barge in, or cut the call.
struct CallSupervised {
  static constexpr std::string_view type = "telephony.call_supervised";
  CallId call_id;
  org::PersonId supervisor_id;
  std::optional<org::PersonId> agent_id;
  std::string how;  // listen, whisper, barge, take_over, cut
};
BOOST_DESCRIBE_STRUCT(CallSupervised, (), (call_id, supervisor_id, agent_id, how))

// Nothing arrives from a party that should be heard; or it does again.
struct SoundLost {
  static constexpr std::string_view type = "telephony.sound_lost";
  CallId call_id;
  PartyId party_id;
  PartyRole role = PartyRole::Customer;
  bool lost = true;
};
BOOST_DESCRIBE_STRUCT(SoundLost, (), (call_id, party_id, role, lost))

struct HelpAsked {
  static constexpr std::string_view type = "telephony.help_asked";
  CallId call_id;
  org::PersonId agent_id;
};
BOOST_DESCRIBE_STRUCT(HelpAsked, (), (call_id, agent_id))

// An agent took a call back, or it is over.
struct CallBackChanged {
  static constexpr std::string_view type = "telephony.call_back_changed";
  CallBackId call_back_id;
  routing::QueueId queue_id;
  CallBackReason reason = CallBackReason::Abandoned;
  CallBackState state = CallBackState::Open;
  std::optional<org::PersonId> agent_id;
};
BOOST_DESCRIBE_STRUCT(CallBackChanged, (), (call_back_id, queue_id, reason, state, agent_id))

struct VoicemailLeft {
  static constexpr std::string_view type = "telephony.voicemail_left";
  CallId call_id;
  VoicemailId voicemail_id;
  routing::QueueId queue_id;
};
BOOST_DESCRIBE_STRUCT(VoicemailLeft, (), (call_id, voicemail_id, queue_id))

struct VoicemailHeard {
  static constexpr std::string_view type = "telephony.voicemail_heard";
  CallId call_id;
  VoicemailId voicemail_id;
  routing::QueueId queue_id;
};
BOOST_DESCRIBE_STRUCT(VoicemailHeard, (), (call_id, voicemail_id, queue_id))

struct VoicemailDone {
  static constexpr std::string_view type = "telephony.voicemail_done";
  CallId call_id;
  VoicemailId voicemail_id;
  routing::QueueId queue_id;
  org::PersonId agent_id;
};
BOOST_DESCRIBE_STRUCT(VoicemailDone, (), (call_id, voicemail_id, queue_id, agent_id))

// A call of a blocked number was refused. Without a subject.
struct CallBlocked {
  static constexpr std::string_view type = "telephony.call_blocked";
  std::int64_t rule_id = 0;
  std::optional<std::int64_t> trunk_id;  // over which it came; not in old logs
};
BOOST_DESCRIBE_STRUCT(CallBlocked, (), (rule_id, trunk_id))

struct QueueVoiceChanged {
  static constexpr std::string_view type = "telephony.queue_voice_changed";
  routing::QueueId queue_id;
};
BOOST_DESCRIBE_STRUCT(QueueVoiceChanged, (), (queue_id))

// The phone of a person: its line stands or not. The subject is the person.
struct PhoneLineChanged {
  static constexpr std::string_view type = "telephony.phone_line_changed";
  org::PersonId person_id;
  bool connected = false;
};
BOOST_DESCRIBE_STRUCT(PhoneLineChanged, (), (person_id, connected))

using CallEvent = std::variant<CallBegan, CallChanged, CallFinished, PartyLeft, LineMeasured, TrunkTried,
                               CallTransferred, CallSupervised, SoundLost, HelpAsked, PhoneLineChanged>;

}  // namespace telephony
