#pragma once
// A call as the switchboard holds it while it lasts, and who hears whom in it. Private to the
// module.

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "ivr/walk.h"
#include "telephony/store.h"
#include "telephony/treatment.h"
#include "voice/types.h"

namespace telephony {

struct LiveParty {
  PartyRow row;
  voice::LegId leg;                          // zero: a browser that has not answered
  std::optional<routing::OfferId> offer_id;  // by which it rings
  std::optional<voice::PhoneId> phone;
  std::optional<base::Time> ring_until;       // of one who is called without an offer
  std::optional<routing::QueueId> asked_for;  // the queue for which somebody is asked
  base::Time held_since;
  base::Duration held_for{0};
  base::Duration kept_waiting{0};  // an agent: for how long the customer was held
  bool early = false;              // it is heard before it answers
  bool dialled = false;            // we called it, over a trunk

  bool there() const { return row.state != PartyState::Gone; }
  bool connected() const { return row.state == PartyState::Connected; }
  bool of_house() const { return row.role == PartyRole::Agent || row.role == PartyRole::Colleague; }
  bool supervises() const { return row.role == PartyRole::Supervisor; }
  bool can_be_heard() const { return connected() && leg && !row.away; }
};

// The recording that runs.
struct LiveRecording {
  voice::RecordingId id;
  base::Time since;
  bool voicemail = false;
};

struct LiveCall {
  CallRow row;
  std::string number;  // whole
  std::string normal;
  std::optional<dictionaries::EntryId> tier_id;
  std::optional<org::PersonId> last_agent_id;
  voice::RoomId room;
  std::vector<LiveParty> parties;
  std::optional<routing::WorkItemId> item_id;
  ivr::FlowId flow_id;            // that its number leads to
  std::optional<ivr::Walk> walk;  // as long as the caller is in a flow
  base::Time walks_since;
  bool walk_failed = false;  // it could not go on as its flow says
  std::optional<Treatment> treatment;
  std::optional<base::Time> standing_asked_at;
  std::optional<LiveRecording> recording;
  std::optional<CallBackId> call_back_id;  // that this call answers
  std::optional<routing::QueueId> voicemail_queue_id;
  std::int64_t voicemail_seconds = 0;
  std::optional<base::Time> voicemail_until;
  bool left_message = false;
  bool returning = false;  // enters its queue again, since whom it was given to is lost
  std::vector<voice::TrunkId> trunks;
  std::optional<routing::QueueId> ask_next;  // the one who was asked for it did not answer
  bool announcing = false;                   // the caller is told who answers
  bool served = false;                       // the flow said so
  std::optional<base::Time> talked_until;    // the conversation is over, and the caller is surveyed

  bool surveyed() const { return talked_until.has_value(); }
  CallState flow_state() const { return surveyed() ? CallState::Survey : CallState::InFlow; }
  bool in_flow() const { return walk && row.state == flow_state(); }

  LiveParty* find(PartyId id);
  LiveParty* find(voice::LegId leg);
  LiveParty* find(org::PersonId person);  // who is not gone
  LiveParty* customer();
  LiveParty* agent();
  // Connected people of the house beside that one, who could go on with the call.
  LiveParty* colleague_of(org::PersonId person);
  std::vector<org::PersonId> people() const;
};

// Who hears whom: those who are connected and not held hear each other; supervisors as their
// mode says; nobody hears the caller before it was told who answers.
std::vector<voice::media::Path> paths_of(const LiveCall& call);

}  // namespace telephony
