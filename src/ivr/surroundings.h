#pragma once
// What graphs may refer to, as the rows have it. Private to the module.

#include "ivr/store.h"
#include "ivr/validation.h"

namespace ivr {

// Lives within one transaction.
class StoredSurroundings final : public Surroundings {
 public:
  explicit StoredSurroundings(db::Transaction& tx) : tx_(tx), hosts_(load_settings(tx).allowed_hosts) {}

  bool has_prompt(PromptId id) const override;
  bool has_queue(routing::QueueId id) const override;
  bool has_calendar(calendars::CalendarId id) const override;
  bool has_tier(dictionaries::EntryId id) const override;
  bool allows_host(const std::string& host) const override;
  std::shared_ptr<const Graph> published(FlowId id) const override;

 private:
  db::Transaction& tx_;
  std::vector<AllowedHost> hosts_;
};

}  // namespace ivr
