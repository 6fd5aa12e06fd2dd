#pragma once
// Telephony: calls in and out, inside the house, their transfer, conference and supervision,
// the list of calls to be returned, messages that were left.
//
// A call from or to outside is a contact of the channel voice; its place in a queue is a work
// item of routing, whose offer rings the agent's phone: the browser, or a SIP phone. What
// happens is decided by the exchange (exchange.h) alone; verbs here ask who acts and what may
// be seen, and pass the wish on.
//
// Verbs take the actor first, are thread-safe, block on the database and, where they change a
// call, on the exchange; they refuse with Forbidden, NotFound, Stale, WrongState, Invalid, and
// Unavailable when this server has no telephony. A call stands in the centre of its number or
// queue, with the team of its agent.

#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/result.h"
#include "db/database.h"
#include "events/events.h"
#include "ivr/users.h"
#include "lines/types.h"
#include "telephony/types.h"

namespace jobs {
class Runner;
}
namespace org {
class Api;
}
namespace realtime {
class Hub;
}

namespace telephony {

class Exchange;

struct CallFilter {
  std::optional<base::Time> from, until;  // of the beginning; until is not included
  std::optional<org::CentreId> centre_id;
  std::optional<routing::QueueId> queue_id;
  std::optional<org::PersonId> agent_id;
  std::optional<customers::CustomerId> customer_id;
  std::optional<contacts::ContactId> contact_id;
  std::optional<CallKind> kind;
  std::optional<CallState> state;
  std::optional<CallEnding> ending;
  std::optional<lines::TrunkId> trunk_id;
  std::string number;  // whole, or its last four digits
};

struct CallBackFilter {
  std::optional<CallBackState> state;
  std::optional<CallBackReason> reason;
  std::optional<org::CentreId> centre_id;
  std::optional<routing::QueueId> queue_id;
  std::optional<org::PersonId> agent_id;
};

struct VoicemailFilter {
  std::optional<VoicemailState> state;
  std::optional<org::CentreId> centre_id;
  std::optional<routing::QueueId> queue_id;
};

class Telephony final : public ivr::Users {
 public:
  explicit Telephony(org::Platform platform) : platform_(platform) {}

  // Before the server starts; it lives as long as the program. Without one this server has no telephony.
  void set_exchange(Exchange& exchange) { exchange_ = &exchange; }

  // The phone of who asks.
  base::Result<PhoneLine> phone_line(const org::Actor& actor);
  base::Result<PhoneLine> phone_line(db::Transaction& tx, const org::Actor& actor);
  // Ends the line that this person's browser had before; a call goes on with the new one.
  base::Result<PhoneAnswer> connect_phone(const org::Actor& actor, const PhoneOffer& offer);
  base::Status disconnect_phone(const org::Actor& actor);

  // Calls. One's own are seen by whoever takes part.
  base::Result<org::Page<Call>> calls(const org::Actor& actor, const CallFilter& filter, const org::ListQuery& query);
  base::Result<Call> call(const org::Actor& actor, CallId id);
  // The number whole; audited.
  base::Result<WholeNumber> number(const org::Actor& actor, CallId id);

  // What the actor does with its own phone and calls.
  base::Result<Call> dial(const org::Actor& actor, const NewCall& call);
  base::Result<Call> answer(const org::Actor& actor, CallId id);
  base::Status decline(const org::Actor& actor, CallId id);
  base::Status hang_up(const org::Actor& actor, CallId id);
  base::Result<Call> hold(const org::Actor& actor, CallId id, const HoldChange& change);
  base::Result<Call> mute(const org::Actor& actor, CallId id, const MuteChange& change);
  base::Status press(const org::Actor& actor, CallId id, const Digits& digits);
  // For who takes part: where to, and whom to ask.
  base::Result<CallTargets> targets(const org::Actor& actor, CallId id);
  base::Status transfer(const org::Actor& actor, CallId id, const CallTarget& target);
  base::Result<Call> consult(const org::Actor& actor, CallId id, const CallTarget& target);
  base::Result<Call> swap(const org::Actor& actor, CallId id);
  base::Result<Call> join(const org::Actor& actor, CallId id);
  base::Status complete_transfer(const org::Actor& actor, CallId id);
  // The agent has done, and the caller is led into the survey of its queue.
  base::Status survey(const org::Actor& actor, CallId id);
  base::Result<Call> drop(const org::Actor& actor, CallId id, const PartyChoice& party);
  base::Result<Call> pause_recording(const org::Actor& actor, CallId id, const RecordingPause& pause);
  base::Result<Call> ask_for_help(const org::Actor& actor, CallId id, const HelpRequest& help);

  // Supervisors; audited.
  base::Result<Call> supervise(const org::Actor& actor, CallId id, const SupervisionChoice& choice);
  base::Result<Call> take_over(const org::Actor& actor, CallId id);
  base::Status cut(const org::Actor& actor, CallId id);

  // Calls to be returned.
  base::Result<org::Page<CallBack>> call_backs(const org::Actor& actor, const CallBackFilter& filter,
                                               const org::ListQuery& query);
  base::Result<CallBack> take_call_back(const org::Actor& actor, CallBackId id);
  base::Result<CallBack> end_call_back(const org::Actor& actor, CallBackId id, std::int64_t version,
                                       const CallBackEnd& end);

  // Messages that were left, for the people of their queue.
  base::Result<org::Page<Voicemail>> voicemails(const org::Actor& actor, const VoicemailFilter& filter,
                                                const org::ListQuery& query);
  // One in reach, for whoever listens to it: from its beginning on it is new no more.
  enum class Listening { Looks, Begins };
  base::Result<Voicemail> hear_voicemail(const org::Actor& actor, VoicemailId id, Listening listening);
  base::Result<Voicemail> end_voicemail(const org::Actor& actor, VoicemailId id, std::int64_t version,
                                        const VoicemailEnd& end);

  // What queues let their callers hear.
  base::Result<QueueVoice> queue_voice(const org::Actor& actor, routing::QueueId id);
  base::Result<QueueVoice> edit_queue_voice(const org::Actor& actor, routing::QueueId id, std::int64_t version,
                                            const QueueVoiceFields& fields);
  bool uses(db::Transaction& tx, ivr::FlowId flow) const override;
  bool uses(db::Transaction& tx, ivr::PromptId prompt) const override;

  // Calls that the end of this node cut off: they are closed, and their callers stand in the
  // list of calls to be returned. At start, before the exchange.
  void close_broken();

 private:
  // Whether that person can be called now.
  bool is_reachable(db::Transaction& tx, org::PersonId person) const;
  template <class W>
  base::Status ask(const org::Actor& actor, CallId call, W wish);
  template <class W>
  base::Result<Call> ask_and_show(const org::Actor& actor, CallId call, W wish);
  base::Result<Call> show(const org::Actor& actor, CallId id);
  base::Status may_dial(const org::Actor& actor, const std::string& number);
  base::Status may_supervise(const org::Actor& actor, CallId id, const char* audited);

  org::Platform platform_;
  Exchange* exchange_ = nullptr;
};

void add_telephony_endpoints(org::Api& api, Telephony& telephony);
// Topics: my_calls and my_phone_line of the viewer alone; live_calls (within reach), call_backs, voicemails.
void add_telephony_topics(realtime::Hub& hub, Telephony& telephony);

}  // namespace telephony
