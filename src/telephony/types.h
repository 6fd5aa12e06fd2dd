#pragma once
// The words of telephony: calls, the parties of a call, and what people do with them.

#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "base/describe.h"
#include "contacts/types.h"
#include "customers/types.h"
#include "ivr/types.h"
#include "lines/types.h"
#include "routing/types.h"
#include "voice/types.h"

namespace telephony {

using CallId = base::Id<struct CallTag>;
using PartyId = base::Id<struct CallPartyTag>;
using CallBackId = base::Id<struct CallBackTag>;
using VoicemailId = base::Id<struct VoicemailTag>;

// Internal: between people of the house; it is no contact.
enum class CallKind { Inbound, Outbound, Internal };
BOOST_DESCRIBE_ENUM(CallKind, Inbound, Outbound, Internal)

// InFlow: the caller hears a flow. Waiting: in a queue, also while it is offered. CallingBack:
// the caller hung up and keeps the place in the queue. Dialling: whom we call has not answered.
// Talking: somebody of the house is connected. Outside: with a number outside, nobody of the
// house takes part. Voicemail: a message is recorded. Survey: the agent has done, and the caller
// is asked in a flow how it was.
enum class CallState { InFlow, Waiting, CallingBack, Dialling, Talking, Outside, Voicemail, Survey, Ended };
BOOST_DESCRIBE_ENUM(CallState, InFlow, Waiting, CallingBack, Dialling, Talking, Outside, Voicemail, Survey, Ended)

// Who ended a call, or why it came to nothing. BySystem: a flow, or a time that was up. Cut: by
// a supervisor. Broken: the server ended in mid-call.
enum class CallEnding {
  ByCustomer,
  ByAgent,
  BySystem,
  Cut,
  Busy,
  NoAnswer,
  Declined,
  WrongNumber,
  Unreachable,
  Refused,
  Lost,
  Broken
};
BOOST_DESCRIBE_ENUM(CallEnding, ByCustomer, ByAgent, BySystem, Cut, Busy, NoAnswer, Declined, WrongNumber, Unreachable,
                    Refused, Lost, Broken)

// Customer: whom the contact is with. Agent: who has the contact. Colleague: consulted, in a
// conference, or the other side of an internal call. Outside: a number that was called in.
enum class PartyRole { Customer, Agent, Colleague, Outside, Supervisor };
BOOST_DESCRIBE_ENUM(PartyRole, Customer, Agent, Colleague, Outside, Supervisor)

enum class PartyState { Ringing, Connected, Gone };
BOOST_DESCRIBE_ENUM(PartyState, Ringing, Connected, Gone)

// Through what a party speaks.
enum class Device { Trunk, Browser, Phone };
BOOST_DESCRIBE_ENUM(Device, Trunk, Browser, Phone)

// Listen: hears all, is heard by nobody. Whisper: is heard by the agent alone. Barge: by all.
enum class Supervision { Listen, Whisper, Barge };
BOOST_DESCRIBE_ENUM(Supervision, Listen, Whisper, Barge)

// What was measured of a party's line; E-model (ITU-T G.107) and RFC 3550.
struct LineQuality {
  double mos = 4.4;
  double loss_percent = 0;
  std::int64_t jitter_ms = 0;
  std::optional<std::int64_t> round_trip_ms;
};
BOOST_DESCRIBE_STRUCT(LineQuality, (), (mos, loss_percent, jitter_ms, round_trip_ms))

// Somebody in a call, from ringing to the end.
struct Party {
  PartyId id;
  CallId call_id;
  PartyRole role = PartyRole::Customer;
  PartyState state = PartyState::Ringing;
  Device device = Device::Trunk;
  std::optional<org::PersonId> person_id;
  std::string name;          // of the person; "" of others
  std::string agent_number;  // the same
  std::string number;        // outside: masked
  bool held = false;         // hears music
  bool muted = false;        // is not heard
  bool silent = false;       // nothing arrives from it though it should: one-way sound
  bool away = false;         // its browser is gone; it is waited for
  std::optional<Supervision> supervision;
  base::Time began_at;
  std::optional<base::Time> answered_at;
  std::optional<base::Time> ended_at;
  std::optional<CallEnding> ending;
  std::optional<LineQuality> quality;
  std::optional<voice::TrunkId> trunk_id;  // over which it speaks
};
BOOST_DESCRIBE_STRUCT(Party, (),
                      (id, call_id, role, state, device, person_id, name, agent_number, number, held, muted, silent,
                       away, supervision, began_at, answered_at, ended_at, ending, quality, trunk_id))

struct Call {
  CallId id;
  CallKind kind = CallKind::Inbound;
  CallState state = CallState::InFlow;
  org::CentreId centre_id;
  std::optional<contacts::ContactId> contact_id;
  std::optional<routing::WorkItemId> work_item_id;
  std::optional<routing::QueueId> queue_id;
  std::string queue_name;
  std::string queue_name_en;
  std::optional<customers::CustomerId> customer_id;
  std::optional<org::PersonId> agent_id;  // who has it, or had it last
  std::string number;                     // of the customer, masked; "" when it was withheld
  std::string province, city, carrier;    // of that number, as far as it tells
  std::string called_number;              // ours that was called, or that is shown to whom we call
  std::optional<lines::TrunkId> trunk_id;
  std::string language;
  base::Time began_at;
  std::optional<base::Time> answered_at;  // by somebody of the house, or by whom we called
  std::optional<base::Time> ended_at;
  std::optional<CallEnding> ending;
  bool recording = false;
  bool recording_paused = false;
  std::optional<base::Time> help_asked_at;
  std::string help_note;
  std::vector<ivr::MenuChoice> choices;  // the caller's in menus, the last dozen
  bool can_be_surveyed = false;          // talking, and its queue has a survey
  std::vector<Party> parties;            // in the order in which they came
};
BOOST_DESCRIBE_STRUCT(Call, (),
                      (id, kind, state, centre_id, contact_id, work_item_id, queue_id, queue_name, queue_name_en,
                       customer_id, agent_id, number, province, city, carrier, called_number, trunk_id, language,
                       began_at, answered_at, ended_at, ending, recording, recording_paused, help_asked_at, help_note,
                       choices, can_be_surveyed, parties))

// ---- an agent's phone ----

// The offer of the browser's RTCPeerConnection (SDP), and our answer.
struct PhoneOffer {
  std::string offer;
};
BOOST_DESCRIBE_STRUCT(PhoneOffer, (), (offer))
constexpr auto limits_of(const PhoneOffer*) {
  return std::array{base::Limit{.field = "offer", .min_length = 1, .max_length = 20'000, .lines = true}};
}
struct PhoneAnswer {
  std::string answer;
};
BOOST_DESCRIBE_STRUCT(PhoneAnswer, (), (answer))

// The phone of who asks. `connected`: the browser's line stands, or the SIP phone is signed in.
struct PhoneLine {
  org::PersonId id;
  Device device = Device::Browser;
  bool available = false;  // this server has telephony
  bool connected = false;
  bool silent = false;  // nothing arrives from the microphone
  std::optional<LineQuality> quality;
};
BOOST_DESCRIBE_STRUCT(PhoneLine, (), (id, device, available, connected, silent, quality))

// ---- what people do ----

// Exactly one of agent_id, number, call_back_id and voicemail_id. A call to a number is made for a queue, whose number
// is shown and whose figures and wrap-up it takes; those of a call-back or a message is the queue that it was for.
struct NewCall {
  std::string number;
  std::optional<routing::QueueId> queue_id;
  std::optional<org::PersonId> agent_id;
  std::optional<customers::CustomerId> customer_id;
  std::optional<CallBackId> call_back_id;   // that is answered by this call
  std::optional<VoicemailId> voicemail_id;  // whose caller is called
};
BOOST_DESCRIBE_STRUCT(NewCall, (), (number, queue_id, agent_id, customer_id, call_back_id, voicemail_id))
constexpr auto limits_of(const NewCall*) {
  return std::array{base::Limit{.field = "number", .max_length = 40}};
}

struct HoldChange {
  bool held = true;
};
BOOST_DESCRIBE_STRUCT(HoldChange, (), (held))

struct MuteChange {
  bool muted = true;
};
BOOST_DESCRIBE_STRUCT(MuteChange, (), (muted))

struct Digits {
  std::string digits;
};
BOOST_DESCRIBE_STRUCT(Digits, (), (digits))
constexpr auto limits_of(const Digits*) {
  return std::array{base::Limit{.field = "digits", .min_length = 1, .max_length = 32}};
}

// Exactly one of them.
struct CallTarget {
  std::optional<routing::QueueId> queue_id;
  std::optional<org::PersonId> agent_id;
  std::optional<ivr::FlowId> flow_id;
  std::string number;
};
BOOST_DESCRIBE_STRUCT(CallTarget, (), (queue_id, agent_id, flow_id, number))
constexpr auto limits_of(const CallTarget*) {
  return std::array{base::Limit{.field = "number", .max_length = 40}};
}

struct CallTargetQueue {
  routing::QueueId id;
  std::string name, name_en;
  routing::Admission admission = routing::Admission::Open;
  std::int64_t waiting = 0;
};
BOOST_DESCRIBE_STRUCT(CallTargetQueue, (), (id, name, name_en, admission, waiting))

// `reachable`: the browser's line stands, or the SIP phone is signed in. `in_call`: it speaks, or rings there.
struct CallTargetAgent {
  org::PersonId id;
  std::string name, number;
  agents::State state = agents::State::NotReady;
  bool reachable = false;
  bool in_call = false;
};
BOOST_DESCRIBE_STRUCT(CallTargetAgent, (), (id, name, number, state, reachable, in_call))

struct CallTargetFlow {
  ivr::FlowId id;
  std::string name, name_en;
};
BOOST_DESCRIBE_STRUCT(CallTargetFlow, (), (id, name, name_en))

// Where a call can be transferred to, and who can be asked. Flows are those of the call's centre and above it.
struct CallTargets {
  std::vector<CallTargetQueue> queues;
  std::vector<CallTargetAgent> agents;
  std::vector<CallTargetFlow> flows;
};
BOOST_DESCRIBE_STRUCT(CallTargets, (), (queues, agents, flows))

struct PartyChoice {
  PartyId party_id;
};
BOOST_DESCRIBE_STRUCT(PartyChoice, (), (party_id))

struct HelpRequest {
  std::string note;
};
BOOST_DESCRIBE_STRUCT(HelpRequest, (), (note))
constexpr auto limits_of(const HelpRequest*) {
  return std::array{base::Limit{.field = "note", .max_length = 200}};
}

struct SupervisionChoice {
  Supervision mode = Supervision::Listen;
};
BOOST_DESCRIBE_STRUCT(SupervisionChoice, (), (mode))

struct RecordingPause {
  bool paused = true;
};
BOOST_DESCRIBE_STRUCT(RecordingPause, (), (paused))

struct WholeNumber {
  std::string number;
};
BOOST_DESCRIBE_STRUCT(WholeNumber, (), (number))

// ---- calls to be returned ----

// Abandoned: waited and left. Requested: in a flow. Cut: the server ended in mid-call. Unanswered:
// a call back that nobody answered, and that keeps being tried.
enum class CallBackReason { Abandoned, Requested, Cut };
BOOST_DESCRIBE_ENUM(CallBackReason, Abandoned, Requested, Cut)

enum class CallBackState { Open, Taken, Done, GivenUp };
BOOST_DESCRIBE_ENUM(CallBackState, Open, Taken, Done, GivenUp)

struct CallBack {
  CallBackId id;
  org::CentreId centre_id;
  routing::QueueId queue_id;
  std::string queue_name, queue_name_en;
  std::optional<contacts::ContactId> contact_id;
  std::optional<customers::CustomerId> customer_id;
  std::string number;  // masked
  CallBackReason reason = CallBackReason::Abandoned;
  CallBackState state = CallBackState::Open;
  std::optional<org::PersonId> agent_id;  // who took it
  std::int64_t attempts = 0;
  std::string note;
  base::Time since;
  base::Time due_at;
  std::optional<base::Time> ended_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(CallBack, (),
                      (id, centre_id, queue_id, queue_name, queue_name_en, contact_id, customer_id, number, reason,
                       state, agent_id, attempts, note, since, due_at, ended_at, version))

struct CallBackEnd {
  CallBackState state = CallBackState::Done;  // done or given_up
  std::string note;
};
BOOST_DESCRIBE_STRUCT(CallBackEnd, (), (state, note))
constexpr auto limits_of(const CallBackEnd*) {
  return std::array{base::Limit{.field = "note", .max_length = 500, .lines = true}};
}

// ---- messages that were left ----

enum class VoicemailState { New, Heard, Done };
BOOST_DESCRIBE_ENUM(VoicemailState, New, Heard, Done)

struct Voicemail {
  VoicemailId id;
  org::CentreId centre_id;
  routing::QueueId queue_id;
  std::string queue_name, queue_name_en;
  CallId call_id;
  std::optional<contacts::ContactId> contact_id;
  std::optional<customers::CustomerId> customer_id;
  voice::RecordingId recording_id;
  std::string number;  // masked
  std::int64_t length_ms = 0;
  VoicemailState state = VoicemailState::New;
  std::optional<org::PersonId> agent_id;  // who settled it
  std::string note;
  base::Time left_at;
  std::optional<base::Time> ended_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Voicemail, (),
                      (id, centre_id, queue_id, queue_name, queue_name_en, call_id, contact_id, customer_id,
                       recording_id, number, length_ms, state, agent_id, note, left_at, ended_at, version))

struct VoicemailEnd {
  std::string note;
};
BOOST_DESCRIBE_STRUCT(VoicemailEnd, (), (note))
constexpr auto limits_of(const VoicemailEnd*) {
  return std::array{base::Limit{.field = "note", .max_length = 500, .lines = true}};
}

// ---- what a queue lets its callers hear ----

// Texts are spoken (in the caller's language); "" says nothing.
struct QueueVoiceFields {
  std::string greeting, greeting_en;
  std::string comfort, comfort_en;               // between announcements of the position
  std::optional<ivr::PromptId> music_prompt_id;  // none: the music that ships
  bool tell_position = true;
  std::int64_t position_after_seconds = 0;
  std::int64_t position_every_seconds = 60;
  bool tell_wait = true;
  bool offer_call_back = true;
  std::int64_t call_back_after_seconds = 120;  // of expected wait
  bool announce_agent = true;                  // the agent's number, before they talk
  bool record = true;
  std::int64_t last_agent_seconds = 0;        // who spoke last with a caller is waited for so long
  std::optional<ivr::FlowId> survey_flow_id;  // that asks callers how it was
  bool survey_after_hang_up = true;           // when the agent hangs up first; else only when it is asked for
};
BOOST_DESCRIBE_STRUCT(QueueVoiceFields, (),
                      (greeting, greeting_en, comfort, comfort_en, music_prompt_id, tell_position,
                       position_after_seconds, position_every_seconds, tell_wait, offer_call_back,
                       call_back_after_seconds, announce_agent, record, last_agent_seconds, survey_flow_id,
                       survey_after_hang_up))
constexpr auto limits_of(const QueueVoiceFields*) {
  return std::array{base::Limit{.field = "greeting", .max_length = 500},
                    base::Limit{.field = "greeting_en", .max_length = 500},
                    base::Limit{.field = "comfort", .max_length = 500},
                    base::Limit{.field = "comfort_en", .max_length = 500},
                    base::Limit{.field = "position_after_seconds", .minimum = 0, .maximum = 3'600},
                    base::Limit{.field = "position_every_seconds", .minimum = 15, .maximum = 3'600},
                    base::Limit{.field = "call_back_after_seconds", .minimum = 0, .maximum = 3'600},
                    base::Limit{.field = "last_agent_seconds", .minimum = 0, .maximum = 600}};
}

struct QueueVoice : QueueVoiceFields {
  routing::QueueId id;
  std::int64_t version = 1;  // 1: as it ships
};
BOOST_DESCRIBE_STRUCT(QueueVoice, (QueueVoiceFields), (id, version))

}  // namespace telephony
