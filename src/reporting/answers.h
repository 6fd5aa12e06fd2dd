#pragma once
// Rows of a report with their names, in the order in which they are shown. Private to the module.

#include "reporting/counting.h"
#include "reporting/naming.h"

namespace reporting {

struct Rows {
  std::size_t count = 0;        // of all
  std::vector<ReportRow> rows;  // the first of them; by interval, then by the names of the other cells
  ReportRow total;
};

// At most `limit` rows.
Rows rows_of(db::Transaction& tx, const Asked& asked, const Counted& counted, Names& names, std::size_t limit);

}  // namespace reporting
