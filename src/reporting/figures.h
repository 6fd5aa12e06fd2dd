#pragma once
// The catalogue: every count that is kept, every figure that is made of counts, every report
// that shows figures. A figure's words (name, formula, where it comes from) stand in the
// messages under reports.figure.KEY.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reporting/rollups.h"
#include "reporting/types.h"

namespace reporting {

// The facts of which a counter is the number or the sum.
enum class FactTable { Visits, Contacts, Stints, Offers, Spans, Legs, Transfers, Walks, Steps };

// How a counter finds what it counts: by where that began, or wherever it lies in the time.
enum class Placing { ByBeginning, ByOverlap };

struct Counter {
  std::string_view key;
  Source source;
  std::string_view sum;  // what is added up of the source's rows; ?W: in time, ?B: a wait band
  FactTable facts;
  std::string_view where;  // which facts it counts; ?T: the seconds of "in time"
  Placing placing = Placing::ByBeginning;
};

// From what a figure is made. ConnectTarget: of the tier that the row is about. ConnectTargetMet:
// whether the row's connect rate is as high. Erlang: the time for which lines were taken, by how long
// the row's time is.
enum class Making { Counts, ConnectTarget, ConnectTargetMet, Erlang };

struct Figure {
  std::string_view key;
  FigureUnit unit;
  std::vector<FigureTerm> top, bottom;
  Making making = Making::Counts;
};

struct Report {
  std::string_view key;
  std::vector<Dimension> by, may_be_by, filters;
  std::vector<Interval> intervals;
  std::vector<std::string_view> figures;
  std::vector<std::string_view> charted;
};

const std::vector<Counter>& counters();
const Counter* find_counter(std::string_view key);
const Figure& figure(std::string_view key);
const std::vector<Report>& reports();
const Report* find_report(std::string_view key);
// As the API tells it.
ReportInfo info_of(const Report& report);
// The counters of which the report's figures are made, each once, in a fixed order.
std::vector<const Counter*> counters_of(const Report& report);

// Of a counter that is not added up: the largest of its rows is taken.
bool is_largest(const Counter& counter);

// Whether its values are words, and not ids.
constexpr bool is_word(Dimension dimension) {
  switch (dimension) {
    case Dimension::Channel:
    case Dimension::Direction:
    case Dimension::State:
    case Dimension::Role:
    case Dimension::Device:
    case Dimension::Node:
    case Dimension::Exit:
    case Dimension::Goal:
      return true;
    default:
      return false;
  }
}

// The columns by which the rows of a source are told apart; "" where it does not know the dimension.
std::string_view column_of(Source source, Dimension dimension);
std::string_view column_of(FactTable table, Dimension dimension);

}  // namespace reporting
