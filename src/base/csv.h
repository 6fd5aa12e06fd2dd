#pragma once
// Delimiter-separated text (RFC 4180) as spreadsheets write it: a reader that trusts
// nothing, and a writer whose cells no spreadsheet takes for formulas.
//
// A row ends at LF, CRLF or CR; a cell in quotes may hold all of them, and "" for a
// quote. A quote inside a cell that does not begin with one stands for itself. Empty
// lines are passed over. Values; a reader borrows its text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace base {

struct CsvRow {
  std::int64_t line = 0;  // on which it begins, the first being 1
  std::vector<std::string> cells;
};

struct CsvLimits {
  std::size_t cells = 200;  // of a row
  std::size_t cell_bytes = 32 * 1024;
};

// Where a row begins; a reader can go on from it.
struct CsvPlace {
  std::size_t offset = 0;
  std::int64_t line = 1;
};

class CsvReader {
 public:
  CsvReader(std::string_view text, char delimiter, CsvPlace from = {}, CsvLimits limits = {});

  // The next row; empty after the last one. Refuses (Invalid) with the line: csv_quote_open,
  // csv_after_quote, csv_too_many_cells, csv_cell_too_long, csv_binary (a NUL). Ask no more after that.
  Result<std::optional<CsvRow>> next();

  // Behind the row that next() gave last.
  CsvPlace place() const { return place_; }

 private:
  Status read_cell(std::string& cell);
  Status read_quoted(std::string& cell);
  Status read_plain(std::string& cell);
  bool at_end() const { return place_.offset >= text_.size(); }
  bool skip_line_end();

  std::string_view text_;
  char delimiter_;
  CsvPlace place_;
  CsvLimits limits_;
};

// Comma, semicolon or tab: which parts the first row into most cells.
char guess_csv_delimiter(std::string_view text);

// What a file begins with: without it Excel reads UTF-8 as the local encoding.
inline constexpr std::string_view csv_beginning = "\xEF\xBB\xBF";

enum class CsvFormulas { Keep, Defuse };

// Appends a row and its CRLF. With Defuse a cell that a spreadsheet would run (beginning
// with = + - @, a tab or a line break) gets an apostrophe in front.
void write_csv_row(std::string& out, const std::vector<std::string>& cells, CsvFormulas formulas);

}  // namespace base
