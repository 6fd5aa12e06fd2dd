#pragma once
// Rows of a report with their names, in the order in which they are shown. Private to the module.

#include "reporting/counting.h"
#include "reporting/naming.h"

namespace reporting {

struct Rows {
  std::size_t count = 0;        // of all
  std::vector<ReportRow> rows;  // those asked for; by interval, then by the names of the other cells
  ReportRow total;
};

Rows rows_of(const Asked& asked, const Counted& counted, Names& names, std::size_t offset, std::size_t limit);

}  // namespace reporting
