#pragma once
// One batch of an import: some rows of the table become customers, in one transaction
// with the place at which the next batch begins. Private to the module.

#include <vector>

#include "customers/import_store.h"
#include "customers/import_table.h"

namespace customers {

// A row with what is worked out before the transaction.
struct PreparedRow {
  TableRow table;
  std::vector<std::string> indexes;  // of the value of each identity; "" when it is faulty
};
PreparedRow prepare_row(const keys::KeyRing& keys, const base::CsvRow& row, const ImportRow& import);

// Takes the rows into the database and counts them in `import`, which is not saved here.
void import_batch(db::Transaction& tx, const org::Platform& platform, ImportRow& import,
                  const std::vector<PreparedRow>& rows);

}  // namespace customers
