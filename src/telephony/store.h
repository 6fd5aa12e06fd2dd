#pragma once
// The rows of calls. Private to the module.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "access/access.h"
#include "db/rows.h"
#include "telephony/types.h"

namespace telephony {

// What the switchboard writes of a call. The columns contact_id and work_item_id are the ledger's.
struct CallRow {
  CallId id;
  std::int64_t node = 0;  // whose exchange has it
  CallKind kind = CallKind::Inbound;
  CallState state = CallState::InFlow;
  org::CentreId centre_id;
  std::optional<org::DepartmentId> department_id;  // of the agent, then
  std::optional<org::TeamId> team_id;
  std::optional<routing::QueueId> queue_id;
  std::optional<customers::CustomerId> customer_id;
  std::optional<org::PersonId> agent_id;
  std::string number;        // of the customer, sealed
  std::string number_index;  // blind index of its normal form; "" when it was withheld
  std::string number_tail;   // the last four digits, blind index too
  std::string masked;
  std::string province, city, carrier;
  std::string called_number;
  std::optional<std::int64_t> number_id;
  std::optional<std::int64_t> trunk_id;
  std::string language;
  base::Time began_at;
  std::optional<base::Time> answered_at;
  std::optional<base::Time> ended_at;
  std::optional<CallEnding> ending;
  bool recording = false;
  bool recording_paused = false;
  std::optional<base::Time> help_asked_at;
  std::string help_note;
  std::vector<ivr::MenuChoice> choices;
};
BOOST_DESCRIBE_STRUCT(CallRow, (),
                      (id, node, kind, state, centre_id, department_id, team_id, queue_id, customer_id, agent_id,
                       number, number_index, number_tail, masked, province, city, carrier, called_number, number_id,
                       trunk_id, language, began_at, answered_at, ended_at, ending, recording, recording_paused,
                       help_asked_at, help_note, choices))

// The same as it is read.
struct KeptCall : CallRow {
  std::optional<contacts::ContactId> contact_id;
  std::optional<routing::WorkItemId> work_item_id;
};
BOOST_DESCRIBE_STRUCT(KeptCall, (CallRow), (contact_id, work_item_id))

struct PartyRow {
  PartyId id;
  CallId call_id;
  PartyRole role = PartyRole::Customer;
  PartyState state = PartyState::Ringing;
  Device device = Device::Trunk;
  std::optional<org::PersonId> person_id;
  std::optional<std::int64_t> trunk_id;
  std::string masked;  // of an outside number
  bool held = false;
  bool muted = false;
  bool silent = false;
  bool away = false;
  std::optional<Supervision> supervision;
  base::Time began_at;
  std::optional<base::Time> answered_at;
  std::optional<base::Time> ended_at;
  std::optional<CallEnding> ending;
  std::optional<LineQuality> quality;
};
BOOST_DESCRIBE_STRUCT(PartyRow, (),
                      (id, call_id, role, state, device, person_id, trunk_id, masked, held, muted, silent, away,
                       supervision, began_at, answered_at, ended_at, ending, quality))

struct CallBackRow {
  CallBackId id;
  org::CentreId centre_id;
  routing::QueueId queue_id;
  std::optional<contacts::ContactId> contact_id;
  std::optional<customers::CustomerId> customer_id;
  std::string number;  // sealed
  std::string number_index;
  std::string masked;
  CallBackReason reason = CallBackReason::Abandoned;
  CallBackState state = CallBackState::Open;
  std::optional<org::PersonId> agent_id;
  std::int64_t attempts = 0;
  std::string note;
  base::Time since;
  base::Time due_at;
  std::optional<base::Time> ended_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(CallBackRow, (),
                      (id, centre_id, queue_id, contact_id, customer_id, number, number_index, masked, reason, state,
                       agent_id, attempts, note, since, due_at, ended_at, version))

struct VoicemailRow {
  VoicemailId id;
  org::CentreId centre_id;
  routing::QueueId queue_id;
  CallId call_id;
  voice::RecordingId recording_id;
  std::int64_t length_ms = 0;
  VoicemailState state = VoicemailState::New;
  std::optional<org::PersonId> agent_id;
  std::string note;
  base::Time left_at;
  std::optional<base::Time> ended_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(VoicemailRow, (),
                      (id, centre_id, queue_id, call_id, recording_id, length_ms, state, agent_id, note, left_at,
                       ended_at, version))

// What numbers are sealed with: they are kept in several tables, and moved between them.
inline constexpr std::string_view number_context = "telephony.number";

// Of what somebody looks for: a whole number, or its last four.
std::string digits_of(std::string_view number);

std::optional<KeptCall> find_call(db::Transaction& tx, CallId id);
void put(db::Transaction& tx, const CallRow& row);
void put(db::Transaction& tx, const PartyRow& row);
void set_contact(db::Transaction& tx, CallId id, contacts::ContactId contact);
// None: the call has left the distribution.
void set_item(db::Transaction& tx, CallId id, std::optional<routing::WorkItemId> item);
void set_quality(db::Transaction& tx, PartyId id, const LineQuality& quality);
std::vector<PartyRow> parties_of(db::Transaction& tx, CallId id);
// Calls of a node that have not ended, oldest first.
std::vector<KeptCall> open_calls(db::Transaction& tx, int node);
// Those in which the person is, or rings.
std::vector<CallId> calls_with(db::Transaction& tx, org::PersonId person);
// All who are in a call, or whose phone rings.
std::set<org::PersonId> people_in_calls(db::Transaction& tx);
bool takes_part(db::Transaction& tx, CallId id, org::PersonId person);  // or did
// As the API shows them.
// As `viewer` may know it: who only listens is seen by those who supervise calls, and by itself.
Call to_call(db::Transaction& tx, const KeptCall& row, const org::Actor& viewer);
// The agent who spoke last with that number; none within the last 30 days.
std::optional<org::PersonId> last_agent_of(db::Transaction& tx, const std::string& number_index, base::Time since);

std::optional<CallBackRow> find_call_back(db::Transaction& tx, CallBackId id);
std::optional<CallBackRow> open_call_back_to(db::Transaction& tx, const std::string& number_index,
                                             routing::QueueId queue);
CallBack to_call_back(db::Transaction& tx, const CallBackRow& row);

std::optional<VoicemailRow> find_voicemail(db::Transaction& tx, VoicemailId id);
Voicemail to_voicemail(db::Transaction& tx, const VoicemailRow& row);

// As it ships when nobody changed it.
QueueVoice find_queue_voice(db::Transaction& tx, routing::QueueId id);

}  // namespace telephony
