#include "base/csv.h"

#include <algorithm>
#include <array>

namespace base {
namespace {

std::unexpected<Error> refuse_at(std::int64_t line, std::string key) {
  return refuse(Code::Invalid, std::move(key), {{"line", std::to_string(line)}});
}

bool ends_line(char c) {
  return c == '\n' || c == '\r';
}

bool would_run(std::string_view cell) {
  return !cell.empty() && std::string_view("=+-@\t\r\n").find(cell.front()) != std::string_view::npos;
}

void write_cell(std::string& out, std::string_view cell, CsvFormulas formulas) {
  bool defused = formulas == CsvFormulas::Defuse && would_run(cell);
  if (!defused && cell.find_first_of(",;\t\"\r\n ") == cell.npos) {
    out += cell;
    return;
  }
  out += '"';
  if (defused) out += '\'';
  for (char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

CsvReader::CsvReader(std::string_view text, char delimiter, CsvPlace from, CsvLimits limits)
    : text_(text), delimiter_(delimiter), place_(from), limits_(limits) {}

bool CsvReader::skip_line_end() {
  if (at_end() || !ends_line(text_[place_.offset])) return false;
  bool pair = text_.substr(place_.offset, 2) == "\r\n";
  place_.offset += pair ? 2 : 1;
  ++place_.line;
  return true;
}

Result<std::optional<CsvRow>> CsvReader::next() {
  while (skip_line_end()) {
  }
  if (at_end()) return std::nullopt;
  CsvRow row{place_.line, {}};
  while (true) {
    if (row.cells.size() == limits_.cells) return refuse_at(row.line, "csv_too_many_cells");
    if (auto status = read_cell(row.cells.emplace_back()); !status) return pass(status);
    if (at_end() || skip_line_end()) return row;
    ++place_.offset;  // the delimiter
  }
}

Status CsvReader::read_cell(std::string& cell) {
  bool quoted = !at_end() && text_[place_.offset] == '"';
  return quoted ? read_quoted(cell) : read_plain(cell);
}

Status CsvReader::read_plain(std::string& cell) {
  auto begin = place_.offset;
  const std::array<char, 4> stops{delimiter_, '\n', '\r', '\0'};
  auto end = text_.find_first_of(std::string_view(stops.data(), stops.size()), begin);
  if (end == text_.npos) end = text_.size();
  if (end < text_.size() && text_[end] == '\0') return refuse_at(place_.line, "csv_binary");
  if (end - begin > limits_.cell_bytes) return refuse_at(place_.line, "csv_cell_too_long");
  cell = text_.substr(begin, end - begin);
  place_.offset = end;
  return {};
}

Status CsvReader::read_quoted(std::string& cell) {
  auto opened = place_.line;
  for (++place_.offset; !at_end(); ++place_.offset) {
    char c = text_[place_.offset];
    if (c == '\0') return refuse_at(place_.line, "csv_binary");
    if (c == '"') {
      ++place_.offset;
      bool doubled = !at_end() && text_[place_.offset] == '"';
      bool closed = at_end() || text_[place_.offset] == delimiter_ || ends_line(text_[place_.offset]);
      if (closed) return {};
      if (!doubled) return refuse_at(place_.line, "csv_after_quote");
    } else if (c == '\n' || (c == '\r' && text_.substr(place_.offset + 1, 1) != "\n")) {
      ++place_.line;
    }
    if (cell.size() == limits_.cell_bytes) return refuse_at(place_.line, "csv_cell_too_long");
    cell += c;
  }
  return refuse_at(opened, "csv_quote_open");
}

char guess_csv_delimiter(std::string_view text) {
  char best = ',';
  std::size_t most = 1;
  for (char delimiter : {',', ';', '\t'}) {
    auto row = CsvReader(text, delimiter).next();
    if (!row || !*row) continue;
    const auto& cells = (*row)->cells;
    // A quote within a cell tells of a wrong cut through a quoted one.
    auto quoted = [](const std::string& cell) { return cell.find('"') != cell.npos; };
    if (cells.size() <= most || std::any_of(cells.begin(), cells.end(), quoted)) continue;
    best = delimiter;
    most = cells.size();
  }
  return best;
}

void write_csv_row(std::string& out, const std::vector<std::string>& cells, CsvFormulas formulas) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    write_cell(out, cells[i], formulas);
  }
  // A row of one empty cell would read as an empty line.
  if (cells.size() == 1 && cells[0].empty()) out += "\"\"";
  out += "\r\n";
}

}  // namespace base
