#pragma once
// By what the centre is reached and calls out: trunks, numbers, ways out, SIP phones, callers who
// are blocked or let through. It knows no calls; telephony asks it, and keeper.h carries it to
// the voice engine.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden, NotFound, Stale, Conflict, WrongState, Invalid. All stands in a centre.

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/result.h"
#include "db/database.h"
#include "ivr/ivr.h"
#include "lines/types.h"

namespace org {
class Api;
}
namespace realtime {
class Hub;
}

namespace lines {

class Lines final : public ivr::Users {
 public:
  explicit Lines(org::Platform platform) : platform_(platform) {}

  using Centre = std::optional<org::CentreId>;

  base::Result<org::Page<Trunk>> trunks(const org::Actor& actor, Centre centre, const org::ListQuery& query);
  base::Result<Trunk> trunk(const org::Actor& actor, TrunkId id);
  base::Result<Trunk> create_trunk(const org::Actor& actor, const TrunkFields& fields);
  // A password stays as it was unless it is given; it must be given again when it would go to another host.
  base::Result<Trunk> edit_trunk(const org::Actor& actor, TrunkId id, std::int64_t version, const TrunkFields& fields);
  // One that no way out names.
  base::Status delete_trunk(const org::Actor& actor, TrunkId id);

  // What nodes know of trunks within reach.
  base::Result<std::vector<TrunkState>> trunk_states(const org::Actor& actor);

  base::Result<org::Page<Number>> numbers(const org::Actor& actor, Centre centre, const org::ListQuery& query);
  base::Result<Number> number(const org::Actor& actor, NumberId id);
  base::Result<Number> create_number(const org::Actor& actor, const NumberFields& fields);
  base::Result<Number> edit_number(const org::Actor& actor, NumberId id, std::int64_t version,
                                   const NumberFields& fields);
  base::Status delete_number(const org::Actor& actor, NumberId id);

  base::Result<org::Page<WayOut>> ways_out(const org::Actor& actor, Centre centre, const org::ListQuery& query);
  base::Result<WayOut> way_out(const org::Actor& actor, WayOutId id);
  base::Result<WayOut> create_way_out(const org::Actor& actor, const WayOutFields& fields);
  base::Result<WayOut> edit_way_out(const org::Actor& actor, WayOutId id, std::int64_t version,
                                    const WayOutFields& fields);
  base::Status delete_way_out(const org::Actor& actor, WayOutId id);
  // What would come of calling a number; nothing is called.
  base::Result<DiallingTrial> try_dialling(const org::Actor& actor, const DiallingQuestion& question);

  base::Result<org::Page<Phone>> phones(const org::Actor& actor, Centre centre, const org::ListQuery& query);
  base::Result<Phone> phone(const org::Actor& actor, PhoneId id);
  base::Result<CreatedPhone> create_phone(const org::Actor& actor, const PhoneFields& fields);
  base::Result<Phone> edit_phone(const org::Actor& actor, PhoneId id, std::int64_t version, const PhoneFields& fields);
  // A new password; the phone must sign in again with it.
  base::Result<CreatedPhone> reset_phone_password(const org::Actor& actor, PhoneId id);
  base::Status delete_phone(const org::Actor& actor, PhoneId id);

  // What nodes know of phones within reach.
  base::Result<std::vector<PhoneState>> phone_states(const org::Actor& actor);

  // What rings when the actor is called.
  base::Result<OwnPhone> own_phone(const org::Actor& actor);
  // Whoever had chosen that phone before gets the browser.
  base::Result<OwnPhone> choose_phone(const org::Actor& actor, const OwnPhoneFields& fields);

  // Newest first.
  base::Result<org::Page<CallerRule>> caller_rules(const org::Actor& actor, Centre centre, const org::ListQuery& query);
  base::Result<CallerRule> caller_rule(const org::Actor& actor, CallerRuleId id);
  base::Result<CallerRule> create_caller_rule(const org::Actor& actor, const NewCallerRule& fields);
  base::Result<CallerRule> edit_caller_rule(const org::Actor& actor, CallerRuleId id, std::int64_t version,
                                            const CallerRuleFields& fields);
  base::Status delete_caller_rule(const org::Actor& actor, CallerRuleId id);
  // An agent calls a caller a nuisance: counted in a rule of the agent's centre, which blocks nobody by itself.
  base::Result<CallerRule> mark_nuisance(const org::Actor& actor, const NuisanceMark& mark);

  // What this node has, as `app` says at the start.
  void set_telephony(Telephony telephony);
  base::Result<Telephony> telephony(const org::Actor& actor);

  // Whether calls to a number are led through the flow.
  bool uses(db::Transaction& tx, ivr::FlowId flow) const override;

  // ---- for telephony, in its transactions ----

  // A number as this trunk tells it: local numbers get its area code.
  static PhoneNumber read_number(db::Transaction& tx, std::string_view text, std::optional<TrunkId> trunk);
  // Ours that was called; none when it is not ours.
  static std::optional<Number> number_called(db::Transaction& tx, std::string_view called,
                                             std::optional<TrunkId> trunk);
  // The rule that a caller meets who calls `centre`; none when there is none. Counts nothing.
  static std::optional<CallerRule> rule_for(db::Transaction& tx, const org::Platform& platform, org::CentreId centre,
                                            const PhoneNumber& caller);
  // A call has met the rule.
  static void count_hit(db::Transaction& tx, const org::Platform& platform, CallerRuleId id);
  // How `centre` calls a number for a queue; Invalid when nobody can (no number, no way out).
  static base::Result<Dialling> dialling(db::Transaction& tx, org::CentreId centre,
                                         std::optional<routing::QueueId> queue, const PhoneNumber& number);
  // Whether the actor may call such numbers at all.
  static base::Status may_dial(const org::Actor& actor, const PhoneNumber& number);
  // The phone that the person has chosen, when it is active; none: the browser rings.
  static std::optional<PhoneId> phone_of(db::Transaction& tx, org::PersonId person);
  // Who is called and calls by this phone: who chose it, else whose it is.
  static std::optional<org::PersonId> person_at(db::Transaction& tx, PhoneId phone);
  // Whether some node's engine has it signed in.
  static bool is_signed_in(db::Transaction& tx, PhoneId phone);

  // "" of one that is gone.
  static std::string trunk_name(db::Transaction& tx, TrunkId id);

  // Active trunks that are down by what this node knows, and how many there are.
  struct TrunkCount {
    int active = 0, up = 0, down = 0;
  };
  static TrunkCount trunk_count(db::Transaction& tx, int node);

  // Of phones' passwords, and of the engine.
  static constexpr std::string_view realm = "yingda";

 private:
  org::Platform platform_;
  std::mutex mutex_;
  Telephony telephony_;  // under mutex_
};

void add_line_endpoints(org::Api& api, Lines& lines);
// Topics trunks, trunk_states, numbers, ways_out, phones, phone_states, caller_rules.
void add_line_topics(realtime::Hub& hub);

}  // namespace lines
