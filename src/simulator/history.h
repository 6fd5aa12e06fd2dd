#pragma once
// Fills the weeks before now: lets them pass in past.h, gives everybody words, and has the
// modules write what they would have written, and tell what they would have told.

#include "access/access.h"
#include "base/time.h"
#include "simulator/organisation.h"
#include "simulator/scripts.h"

namespace simulator {

struct HistoryRequest {
  base::Time until;
  int days = 14;  // before the midnight before `until`
  double visits_a_day = 2'857;
  std::uint64_t seed = 20'260'122;
};

struct HistoryCounts {
  std::int64_t contacts = 0, messages = 0, events = 0;
};

// Nobody has worked yet; no id of this node was made before `until`. Everything stands in the
// log in the order of time.
HistoryCounts fill_history(const org::Platform& platform, const Organisation& organisation,
                           const std::vector<Phrases>& phrases, const HistoryRequest& request);

}  // namespace simulator
