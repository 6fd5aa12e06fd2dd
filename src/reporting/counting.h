#pragma once
// Adds up counts for a question. Private to the module.

#include <map>
#include <vector>

#include "reporting/asking.h"

namespace reporting {

// What a row is about, in the order of Asked::by: of the interval the first day or the
// instant in milliseconds, of a wait band its number, of others an id (0: none) or a word.
using RowKey = std::vector<KeyPart>;

struct Counted {
  using Row = std::pair<const RowKey, std::vector<std::int64_t>>;
  std::vector<const Counter*> counters;              // without those that are not kept for such a question
  std::map<RowKey, std::vector<std::int64_t>> rows;  // in the order of the counters
  std::vector<std::int64_t> total;
};

// `now`: until when a state that goes on counts.
Counted count(db::Transaction& tx, const org::Actor& actor, const Asked& asked, base::Time now);

// The figure from the counts; none when it has nothing to divide by, or a count is not kept.
std::optional<double> value_of(const Figure& figure, const std::vector<const Counter*>& counters,
                               const std::vector<std::int64_t>& counts);

}  // namespace reporting
