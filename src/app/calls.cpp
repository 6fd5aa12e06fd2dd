#include "app/calls.h"

#include "ivr/lookup.h"

namespace app {

// The hosts that are allowed are those of the moment.
telephony::LookUps Calls::look_ups(db::Database& database) {
  return [&database](const ivr::LookUp& wanted) {
    const auto allowed = database.read([](db::Transaction& tx) { return ivr::Ivr::allowed_hosts(tx); });
    return ivr::look_up(wanted, allowed);
  };
}

}  // namespace app
