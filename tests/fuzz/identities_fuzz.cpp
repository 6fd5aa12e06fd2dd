// Identities as people type them: any text is a fault or has one key, which what is kept
// of it has too; a mask never shows it whole; titles and rows of tables are read.

#include <cstdlib>

#include "base/text.h"
#include "customers/identities.h"
#include "customers/import_table.h"

namespace {

void try_identity(customers::IdentityKind kind, std::string_view text) {
  auto normal = customers::normalise(kind, text);
  if (normal.fault.empty() == normal.key.empty()) std::abort();
  if (!normal.fault.empty()) return;
  if (customers::normalise(kind, normal.value).key != normal.key) std::abort();
  auto masked = customers::mask(kind, normal.value);
  if (masked.find('*') == masked.npos || !base::valid_utf8(masked)) std::abort();
  if (masked == normal.value && normal.value.find('*') == normal.value.npos) std::abort();
  auto tail = customers::tail(kind, normal.key);
  if (!tail.empty() && customers::possible_tail(tail) != tail) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  if (!base::valid_utf8(text)) return 0;
  for (auto kind : {customers::IdentityKind::Phone, customers::IdentityKind::Email, customers::IdentityKind::IdCard,
                    customers::IdentityKind::Account, customers::IdentityKind::Wechat})
    try_identity(kind, text);
  customers::possible_keys(text);
  base::CsvRow row{1, {text, text, text}};
  auto columns = customers::guess_columns(row.cells, {});
  columns[0].target = customers::ColumnTarget::Phone;
  columns[1].target = customers::ColumnTarget::Tags;
  columns[2].target = customers::ColumnTarget::Kind;
  customers::read_table_row(row, columns, {1});
  return 0;
}
