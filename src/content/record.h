#pragma once
// What every change of content leaves behind in its transaction: a line of audit and an event.

#include <string>
#include <string_view>

#include "access/access.h"
#include "access/events.h"
#include "events/events.h"

namespace content {

struct Subject {
  std::string_view type;  // "calendar"
  std::int64_t id = 0;
  org::CentreId centre_id;  // none: of all centres
};

// Audits "TYPE.created" and the like, with `detail` naming what changed, and tells `event`.
template <class E>
void record(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Subject& subject,
            org::Change change, std::string detail, const E& event) {
  auto action = std::string(subject.type) + '.' + base::word_of(change);
  org::audit(tx, platform, actor, {action, subject.type, subject.id, subject.centre_id, std::move(detail)});
  events::append(tx, {platform.clock.now(), actor.ref, subject.centre_id.value, subject.id}, event);
}

}  // namespace content
