// The reader of uploaded tables: any bytes end in rows or a refusal; what it read can
// be written and read again; going on from a place gives the same rows.

#include <cstdlib>

#include "base/charset.h"
#include "base/csv.h"

namespace {

using Rows = std::vector<base::CsvRow>;

std::optional<Rows> read(std::string_view text, char delimiter, base::CsvPlace from = {}) {
  base::CsvReader reader(text, delimiter, from, {.cells = 64, .cell_bytes = 4096});
  Rows rows;
  while (true) {
    auto before = reader.place().offset;
    auto row = reader.next();
    if (!row) return std::nullopt;
    if (!*row) return rows;
    if (reader.place().offset <= before || (*row)->cells.empty()) std::abort();
    rows.push_back(*std::move(*row));
  }
}

void require_equal(const Rows& a, const Rows& b) {
  if (a.size() != b.size()) std::abort();
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].cells != b[i].cells) std::abort();
}

void try_again_from_each_row(std::string_view text, char delimiter, const Rows& rows) {
  base::CsvReader reader(text, delimiter, {}, {.cells = 64, .cell_bytes = 4096});
  for (std::size_t i = 0; i < rows.size() && i < 8; ++i) {
    (void)reader.next();
    auto rest = read(text, delimiter, reader.place());
    if (!rest) std::abort();
    require_equal(*rest, Rows(rows.begin() + static_cast<std::ptrdiff_t>(i) + 1, rows.end()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto decoded = base::decode_text({reinterpret_cast<const char*>(data), size});
  if (!decoded) return 0;
  char delimiter = base::guess_csv_delimiter(decoded->text);
  auto rows = read(decoded->text, delimiter);
  if (!rows) return 0;
  try_again_from_each_row(decoded->text, delimiter, *rows);
  std::string written;
  for (const auto& row : *rows) base::write_csv_row(written, row.cells, base::CsvFormulas::Keep);
  auto again = read(written, ',');
  if (!again) std::abort();
  require_equal(*again, *rows);
  return 0;
}
