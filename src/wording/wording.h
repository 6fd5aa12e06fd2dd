#pragma once
// The language of service: rules that administrators edit, and the check that warns an
// agent who types. Rules count in all centres; those who edit content of the whole tree
// edit them.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden, NotFound, Stale, WrongState, Invalid.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "access/access.h"
#include "access/api.h"
#include "access/events.h"
#include "events/events.h"
#include "realtime/hub.h"
#include "wording/checker.h"
#include "wording/types.h"

namespace wording {

class Wording {
 public:
  explicit Wording(org::Platform platform) : platform_(platform) {}

  // The packs of `content_folder`/wording. Throws std::runtime_error with a sentence.
  void load_packs(const std::string& content_folder);

  base::Result<org::Page<LanguageRule>> rules(const org::Actor& actor, const org::ListQuery& query);
  base::Result<LanguageRule> rule(const org::Actor& actor, RuleId id);
  base::Result<LanguageRule> create_rule(const org::Actor& actor, const LanguageRuleFields& fields);
  base::Result<LanguageRule> edit_rule(const org::Actor& actor, RuleId id, std::int64_t version,
                                       const LanguageRuleFields& fields);
  base::Status delete_rule(const org::Actor& actor, RuleId id);

  base::Result<std::vector<LanguageHit>> check(const org::Actor& actor, const LanguageCheck& check);

  // The checker of the rules as they are now, kept until a rule changes.
  std::shared_ptr<const Checker> checker();
  // What the event log tells: rules that another node changed. To be called by a live reader.
  void changed(const std::vector<events::Event>& batch);

 private:
  void forget_checker();
  void tell(db::Transaction& tx, const org::Actor& actor, RuleId id, org::Change change, std::string detail);

  org::Platform platform_;
  std::mutex mutex_;
  std::shared_ptr<const Checker> checker_;  // none until asked for
  std::uint64_t generation_ = 0;            // grows when rules change
};

void add_wording_endpoints(org::Api& api, Wording& wording);
// The topic language_rules.
void add_wording_topics(realtime::Hub& hub);

}  // namespace wording
