#pragma once
// What a turn of the switchboard wants done in the database, in its order, and what came of
// it. Plain data: the ledger does the deeds in one transaction, and tells the outcomes to the
// switchboard before anything else happens. Private to the module.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ivr/events.h"
#include "ivr/walk.h"
#include "telephony/events.h"
#include "telephony/store.h"
#include "voice/ids.h"

namespace telephony {

// Whoever asked for the turn hears of a deed that was refused; 0: nobody did.
using RequestId = std::int64_t;

struct PutCall {
  CallRow row;
};
struct PutParty {
  PartyRow row;
};
// The last figures of a line that has closed.
struct MeasureParty {
  PartyId party;
  LineQuality quality;
};

// The contact of the call begins; its row has been put. With a flow: in that.
struct OpenContact {
  CallId call;
  bool in_flow = true;
};
struct EnterQueue {
  CallId call;
  routing::NewItem item;
};
// A call out is in its agent's hands from the beginning.
struct BeginInHand {
  CallId call;
  routing::QueueId queue;
  org::PersonId agent;
};
struct AnswerOffer {
  CallId call;
  routing::OfferId offer;
  org::PersonId agent;
};
struct DeclineOffer {
  CallId call;
  routing::OfferId offer;
  org::PersonId agent;
};
struct MoveItem {
  CallId call;
  std::optional<routing::QueueId> queue;
  std::optional<org::PersonId> agent;
  base::Duration within{0};
};
struct GiveItem {
  CallId call;
  org::PersonId to;
};
// Back to the head of its queue: its agent is lost.
struct ReturnItem {
  CallId call;
};
// No phone of the agent rings: it is asked for nothing more until it says that it is there.
struct MissPhone {
  org::PersonId person;
};
struct LeaveDistribution {
  CallId call;
  bool into_flow = true;  // false: to a number outside
};
// The conversation is over: the item goes into wrap-up or ends, the contact too; `outcome` is
// for one without an item.
struct EndConversation {
  CallId call;
  contacts::ContactOutcome outcome = contacts::ContactOutcome::Handled;
};
struct Occupy {
  org::PersonId person;
  bool occupied = true;
};
struct AskStanding {
  CallId call;
};
struct AddCallBack {
  CallId call;
  routing::QueueId queue;
  CallBackReason reason = CallBackReason::Abandoned;
  std::string number;  // "": that of the caller
};
struct CountAttempt {
  CallBackId call_back;
  bool reached = false;
};
struct AddVoicemail {
  CallId call;
  routing::QueueId queue;
  voice::RecordingId recording;
};
struct BeginRecording {
  CallId call;
  voice::RecordingId recording;
  bool voicemail = false;
};
struct MarkRecording {
  voice::RecordingId recording;
  std::string kind;  // hold, resume, pause, go_on, transfer, conference
  std::int64_t at_ms = 0;
};
struct EndRecording {
  voice::RecordingId recording;
  std::int64_t length_ms = 0;
  std::int64_t bytes = 0;
};
// The caller said in a flow how it was.
struct RateContact {
  CallId call;
  std::int64_t score = 0;  // 1 to 5
};
// A flow went on through exits.
struct TakeExits {
  CallId call;
  org::CentreId centre;
  std::vector<ivr::Taken> taken;
};
struct EndWalk {
  org::CentreId centre;
  ivr::WalkEnded ended;
};
// A caller met a rule; of one who is blocked there is no call.
struct MeetRule {
  std::int64_t rule = 0;
  bool blocks = false;
  org::CentreId centre;
  std::int64_t trunk = 0;
};
struct Tell {
  CallId call;
  org::CentreId centre;
  base::ActorRef by;
  CallEvent event;
};

using Action = std::variant<PutCall, PutParty, MeasureParty, OpenContact, EnterQueue, BeginInHand, AnswerOffer,
                            DeclineOffer, MoveItem, GiveItem, ReturnItem, MissPhone, LeaveDistribution, EndConversation,
                            Occupy, AskStanding, AddCallBack, CountAttempt, AddVoicemail, BeginRecording, MarkRecording,
                            EndRecording, RateContact, TakeExits, EndWalk, MeetRule, Tell>;

struct Deed {
  Action action;
  base::ActorRef by;
  base::Time at;
  RequestId request = 0;
};

// ---- what came of it ----

struct QueueEntered {
  CallId call;
  routing::WorkItemId item;
  routing::QueueId queue;
};
// By the queue's admission.
struct QueueRefused {
  CallId call;
  routing::Admission admission = routing::Admission::Inactive;
};
struct OfferRefused {
  CallId call;
  routing::OfferId offer;
  org::PersonId agent;
};
// The agent of a call out cannot take it.
struct InHandRefused {
  CallId call;
};
struct StandingKnown {
  CallId call;
  std::optional<routing::Standing> standing;
};
struct RecordingReady {
  CallId call;
  voice::RecordingId recording;
  std::string path;
  std::string key;
};

using DeedOutcome =
    std::variant<QueueEntered, QueueRefused, OfferRefused, InHandRefused, StandingKnown, RecordingReady>;

}  // namespace telephony
