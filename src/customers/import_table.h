#pragma once
// What the columns of an uploaded table mean, and what a row of it says. Pure rules.

#include <map>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/result.h"
#include "customers/types.h"

namespace customers {

// Targets by the titles, in Chinese and English; Skip where nothing fits, or the target is given away.
std::vector<Column> guess_columns(const std::vector<std::string>& titles,
                                  const std::vector<FieldDefinition>& definitions);

// Faults of the columns of a run (paths /columns…), for a table of `count` columns.
void check_columns(const std::vector<Column>& columns, std::size_t count,
                   const std::vector<FieldDefinition>& definitions, std::vector<base::Fault>& faults);

// A row as a body, not checked yet. Cells may hold several phones, mails, accounts or tags,
// parted by ; or 、. An apostrophe that an export put before a formula is taken off again.
struct TableRow {
  std::int64_t line = 0;
  CustomerFields fields;
  std::map<std::string, std::string> titles;  // by the path of what a column gave: "/identities/0/value"
  bool has_kind = false, has_stage = false;   // not left to the default
  std::vector<base::Fault> faults;            // of words that mean nothing; paths as in titles
};
TableRow read_table_row(const base::CsvRow& row, const std::vector<Column>& columns, org::CentreId centre);

bool is_blank(const base::CsvRow& row);

}  // namespace customers
