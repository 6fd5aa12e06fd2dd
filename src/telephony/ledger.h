#pragma once
// Does the deeds of the switchboard in the database. Private to the module.
//
// Thread: the exchange's.

#include <map>
#include <vector>

#include "access/access.h"
#include "base/result.h"
#include "telephony/deeds.h"
#include "telephony/exchange.h"

namespace telephony {

class Ledger {
 public:
  Ledger(org::Platform platform, Tapes& tapes) : platform_(platform), tapes_(tapes) {}

  // In their order, in the caller's transaction. Refusals are told to whoever asked for it.
  std::vector<DeedOutcome> perform(db::Transaction& tx, const std::vector<Deed>& deeds,
                                   std::map<RequestId, base::Error>& refusals);

 private:
  void on(db::Transaction& tx, const Deed& deed, const PutCall& it);
  void on(db::Transaction& tx, const Deed& deed, const PutParty& it);
  void on(db::Transaction& tx, const Deed& deed, const MeasureParty& it);
  void on(db::Transaction& tx, const Deed& deed, const OpenContact& it);
  void on(db::Transaction& tx, const Deed& deed, const EnterQueue& it);
  void on(db::Transaction& tx, const Deed& deed, const BeginInHand& it);
  void on(db::Transaction& tx, const Deed& deed, const AnswerOffer& it);
  void on(db::Transaction& tx, const Deed& deed, const DeclineOffer& it);
  void on(db::Transaction& tx, const Deed& deed, const MoveItem& it);
  void on(db::Transaction& tx, const Deed& deed, const GiveItem& it);
  void on(db::Transaction& tx, const Deed& deed, const ReturnItem& it);
  void on(db::Transaction& tx, const Deed& deed, const LeaveDistribution& it);
  void on(db::Transaction& tx, const Deed& deed, const MissPhone& it);
  void on(db::Transaction& tx, const Deed& deed, const EndConversation& it);
  void on(db::Transaction& tx, const Deed& deed, const Occupy& it);
  void on(db::Transaction& tx, const Deed& deed, const AskStanding& it);
  void on(db::Transaction& tx, const Deed& deed, const AddCallBack& it);
  void on(db::Transaction& tx, const Deed& deed, const CountAttempt& it);
  void on(db::Transaction& tx, const Deed& deed, const AddVoicemail& it);
  void on(db::Transaction& tx, const Deed& deed, const BeginRecording& it);
  void on(db::Transaction& tx, const Deed& deed, const MarkRecording& it);
  void on(db::Transaction& tx, const Deed& deed, const EndRecording& it);
  void on(db::Transaction& tx, const Deed& deed, const RateContact& it);
  void on(db::Transaction& tx, const Deed& deed, const TakeExits& it);
  void on(db::Transaction& tx, const Deed& deed, const EndWalk& it);
  void on(db::Transaction& tx, const Deed& deed, const MeetRule& it);
  void on(db::Transaction& tx, const Deed& deed, const Tell& it);
  void heed(const Deed& deed, const base::Status& status);

  org::Platform platform_;
  Tapes& tapes_;
  std::vector<DeedOutcome> outcomes_;
  std::map<RequestId, base::Error>* refusals_ = nullptr;
};

// The contact of a call begins: of a flow, or called out.
contacts::NewContact contact_of(const KeptCall& call);
// A caller is to be called back, unless there is an open wish of that number for the queue.
void add_call_back(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, const KeptCall& call,
                   routing::QueueId queue, CallBackReason reason, const std::string& number);

}  // namespace telephony
