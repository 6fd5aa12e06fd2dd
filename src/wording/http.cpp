// The endpoints and the live topic of wording.

#include "content/list_topic.h"
#include "content/rights.h"
#include "wording/events.h"
#include "wording/wording.h"

namespace wording {

using content::edit_content;
using content::view_content;
using org::Call;
using org::Items;

void add_wording_endpoints(org::Api& api, Wording& wording) {
  api.list("/language-rules", {"list_language_rules", "All rules.", view_content.key, {}},
           [&](const Call& call, const org::ListQuery& query) { return wording.rules(call.actor, query); });
  api.get("/language-rules/{id}", {"get_language_rule", "One, with its version as ETag.", view_content.key, {}},
          [&](const Call& call) -> base::Result<LanguageRule> {
            auto id = call.id<RuleId>();
            if (!id) return base::pass(id);
            return wording.rule(call.actor, *id);
          });
  api.create<LanguageRuleFields>(
      "/language-rules", {"create_language_rule", "Makes one.", edit_content.key, {}},
      [&](const Call& call, const LanguageRuleFields& body) { return wording.create_rule(call.actor, body); });
  api.edit<LanguageRuleFields>(
      "/language-rules/{id}",
      {"edit_language_rule", "Replaces one; If-Match names the version that was seen.", edit_content.key, {}},
      [&](const Call& call, std::int64_t version, const LanguageRuleFields& body) -> base::Result<LanguageRule> {
        auto id = call.id<RuleId>();
        if (!id) return base::pass(id);
        return wording.edit_rule(call.actor, *id, version, body);
      });
  api.remove("/language-rules/{id}", {"delete_language_rule", "Deletes one that did not ship.", edit_content.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<RuleId>();
               if (!id) return base::pass(id);
               return wording.delete_rule(call.actor, *id);
             });
  api.act<LanguageCheck>(
      "/language-checks",
      {"check_language", "What the rules say to a text; places count UTF-16 units.", view_content.key, {}},
      [&](const Call& call, const LanguageCheck& body) -> base::Result<Items<LanguageHit>> {
        auto hits = wording.check(call.actor, body);
        if (!hits) return base::pass(hits);
        return Items<LanguageHit>{*std::move(hits)};
      });
}

void add_wording_topics(realtime::Hub& hub) {
  hub.add(std::make_unique<content::ListTopic<LanguageRule>>("language_rules", "language_rule", RuleChanged::type));
}

}  // namespace wording
