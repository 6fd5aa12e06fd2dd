#include "base/csv.h"

#include <gtest/gtest.h>

namespace {

using Cells = std::vector<std::vector<std::string>>;

struct Read {
  Cells rows;
  std::vector<std::int64_t> lines;
  std::string refusal, line;
};

Read read(std::string_view text, char delimiter = ',', base::CsvLimits limits = {}) {
  base::CsvReader reader(text, delimiter, {}, limits);
  Read read;
  while (true) {
    auto row = reader.next();
    if (!row) {
      read.refusal = row.error().key;
      read.line = row.error().fields.at(0).second;
      return read;
    }
    if (!*row) return read;
    read.rows.push_back((*row)->cells);
    read.lines.push_back((*row)->line);
  }
}

TEST(Csv, RowsEndAtAnyLineEndAndEmptyLinesArePassedOver) {
  auto got = read("a,b\r\n\r\nc,d\re,f\n\n");
  EXPECT_EQ(got.rows, (Cells{{"a", "b"}, {"c", "d"}, {"e", "f"}}));
  EXPECT_EQ(got.lines, (std::vector<std::int64_t>{1, 3, 4}));
}

TEST(Csv, QuotedCellsHoldDelimitersQuotesAndLineBreaks) {
  auto got = read("\"a,1\",\"say \"\"hi\"\"\"\n\"two\r\nlines\",x\nlast,row");
  EXPECT_EQ(got.rows, (Cells{{"a,1", "say \"hi\""}, {"two\r\nlines", "x"}, {"last", "row"}}));
  EXPECT_EQ(got.lines, (std::vector<std::int64_t>{1, 2, 4}));
}

TEST(Csv, AQuoteInsideAPlainCellStandsForItself) {
  EXPECT_EQ(read("5\" pipe,b").rows, (Cells{{"5\" pipe", "b"}}));
}

TEST(Csv, EmptyCellsAtTheEndsAreKept) {
  EXPECT_EQ(read(",a,\n,\n").rows, (Cells{{"", "a", ""}, {"", ""}}));
}

TEST(Csv, ARefusalNamesTheLineOnWhichItIs) {
  EXPECT_EQ(read("a\n\"open\nb\nc").refusal, "csv_quote_open");
  EXPECT_EQ(read("a\n\"open\nb\nc").line, "2");
  EXPECT_EQ(read("a\n\"x\"y\n").refusal, "csv_after_quote");
  EXPECT_EQ(read("a\n\"x\"y\n").line, "2");
  EXPECT_EQ(read(std::string_view("a\nb\0c\n", 6)).refusal, "csv_binary");
}

TEST(Csv, RowsAndCellsAreBounded) {
  EXPECT_EQ(read("a,b,c", ',', {.cells = 2}).refusal, "csv_too_many_cells");
  EXPECT_EQ(read("a,b", ',', {.cells = 2}).rows.size(), 1u);
  EXPECT_EQ(read("abcd", ',', {.cell_bytes = 3}).refusal, "csv_cell_too_long");
  EXPECT_EQ(read("\"abcd\"", ',', {.cell_bytes = 3}).refusal, "csv_cell_too_long");
  EXPECT_EQ(read("\"abc\"", ',', {.cell_bytes = 3}).rows.size(), 1u);
}

TEST(Csv, ReadingGoesOnFromAPlace) {
  std::string text = "a\n\"b\nb\"\nc\n";
  base::CsvReader first(text, ',');
  (void)first.next();
  (void)first.next();
  base::CsvReader second(text, ',', first.place());
  auto row = second.next();
  ASSERT_TRUE(row && *row);
  EXPECT_EQ((*row)->cells, std::vector<std::string>{"c"});
  EXPECT_EQ((*row)->line, 4);
}

TEST(Csv, TheDelimiterIsWhatPartsTheFirstRow) {
  EXPECT_EQ(base::guess_csv_delimiter("a,b;c,d\n"), ',');
  EXPECT_EQ(base::guess_csv_delimiter("a;\"b,c,d\";e\n"), ';');
  EXPECT_EQ(base::guess_csv_delimiter("a\tb\tc,d\n"), '\t');
  EXPECT_EQ(base::guess_csv_delimiter("alone\n"), ',');
  EXPECT_EQ(base::guess_csv_delimiter(""), ',');
}

TEST(Csv, WrittenCellsReadBackAsTheyWere) {
  Cells rows{{"", "a b", "x,y"}, {"\"q\"", "line\nbreak", " edge "}, {""}};
  std::string text;
  for (const auto& row : rows) base::write_csv_row(text, row, base::CsvFormulas::Keep);
  EXPECT_EQ(read(text).rows, rows);
}

TEST(Csv, CellsThatASpreadsheetWouldRunAreDefused) {
  for (std::string formula : {"=1+1", "+86", "-2", "@SUM(A1)", "\tx", "\rx"}) {
    std::string text;
    base::write_csv_row(text, {formula, "plain"}, base::CsvFormulas::Defuse);
    EXPECT_EQ(read(text).rows, (Cells{{"'" + formula, "plain"}})) << formula;
  }
}

}  // namespace
