#include "realtime/operation.h"

#include <algorithm>

#include "base/json.h"

namespace realtime {

std::vector<std::int64_t> Operation::sorted_ids() const {
  std::vector<std::int64_t> sorted;
  if (ids)
    for (ItemId id : *ids) sorted.push_back(id.value);
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

base::Result<Operation> read_operation(std::string_view text) {
  return base::from_json<Operation>(text);
}

}  // namespace realtime
