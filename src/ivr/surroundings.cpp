#include "ivr/surroundings.h"

#include <algorithm>

#include "calendars/calendars.h"
#include "dictionaries/dictionaries.h"
#include "routing/routing.h"

namespace ivr {

bool StoredSurroundings::has_prompt(PromptId id) const {
  return find_prompt(tx_, id).has_value();
}

bool StoredSurroundings::has_queue(routing::QueueId id) const {
  auto queue = routing::Routing::find_queue(tx_, id);
  return queue && queue->channel == agents::Channel::Voice;
}

bool StoredSurroundings::has_calendar(calendars::CalendarId id) const {
  return calendars::Calendars::schedule(tx_, id).has_value();
}

bool StoredSurroundings::has_tier(dictionaries::EntryId id) const {
  return dictionaries::Dictionaries::find_entry(tx_, id).has_value();
}

bool StoredSurroundings::allows_host(const std::string& host) const {
  return std::any_of(hosts_.begin(), hosts_.end(), [&](const AllowedHost& one) { return one.host == host; });
}

std::shared_ptr<const Graph> StoredSurroundings::published(FlowId id) const {
  auto flow = find_flow(tx_, id);
  if (!flow || flow->published == 0) return nullptr;
  auto version = find_version(tx_, id, flow->published);
  return version ? std::make_shared<const Graph>(std::move(version->graph)) : nullptr;
}

}  // namespace ivr
