#pragma once
// Rows of a report with their names, in the order in which they are shown. Private to the module.

#include "reporting/counting.h"
#include "reporting/naming.h"

namespace reporting {

// What was counted, in the order in which it is shown: by interval, then by the names of the
// other cells.
struct Ordered {
  using Row = std::pair<RowKey, std::vector<std::int64_t>>;
  std::vector<const Counter*> counters;
  std::size_t count = 0;  // of all rows
  std::vector<Row> rows;  // the first of them
  std::vector<std::int64_t> total;
};

// At most `most` rows; those that say nothing are left out.
Ordered in_order(const Asked& asked, const Counted& counted, Names& names, std::size_t most);

struct Rows {
  std::vector<ReportRow> rows;
  ReportRow total;
};

Rows rows_of(db::Transaction& tx, const Asked& asked, const Ordered& ordered, Names& names, std::size_t offset,
             std::size_t limit);

}  // namespace reporting
