#pragma once
// The counts that reports add up: for each quarter hour and each day, by what they are asked
// for. They are sums over facts, nothing else: `count` says what one fact adds. A change of a
// fact takes away what it added before and adds what it adds now, so what is kept always
// equals what the facts say, however often they change.
//
//   visits    count in the interval in which the visit began
//   contacts  in the interval in which the contact arrived
//   stints    in the interval of the answer, but for `handling_ms`, which is cut over intervals
//   offers    in the interval of the offer
//   spans     are cut over intervals; `spans` counts them where they began
//   legs      in the interval in which the leg began, but for `seized_ms`, which is cut over
//             intervals; what was measured of a leg, too
//   peaks     the most legs that a trunk had at once in the interval
//   transfers where they were asked for
//   walks     where they began; steps where they were made

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "db/database.h"
#include "reporting/call_facts.h"
#include "reporting/facts.h"
#include "reporting/intervals.h"

namespace reporting {

// Waits are counted by bands; the edges are in seconds, and a wait of exactly an edge lies
// below it: "answered within 20 seconds" is the bands up to the edge 20. The last band has no end.
inline constexpr std::array<std::int64_t, 12> band_edges{5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600};
inline constexpr std::size_t band_count = band_edges.size() + 1;
std::size_t band_of(std::int64_t wait_ms);

// A table of counts: what its rows are told apart by, and what they count. The first two
// columns of each are grain and bucket.
struct RollupTable {
  std::string_view name;
  std::vector<std::string_view> keys;
  std::vector<std::string> counts;
};

enum class Source { Visits, Longest, Contacts, Agents, States, Legs, Peaks, Transfers, Walks, Steps };
inline constexpr std::array all_sources{Source::Visits, Source::Longest, Source::Contacts, Source::Agents,
                                        Source::States, Source::Legs,    Source::Peaks,    Source::Transfers,
                                        Source::Walks,  Source::Steps};
// Of whose rows the larger is kept when they are put together, and not the sum.
constexpr bool keeps_largest(Source source) {
  return source == Source::Longest || source == Source::Peaks;
}
// Whether a column of counts holds words, and not ids.
bool is_word_column(std::string_view column);
const RollupTable& table_of(Source source);

// An id or number, or a word.
using KeyPart = std::variant<std::int64_t, std::string>;
using RollupKey = std::vector<KeyPart>;
inline db::Value to_value(const KeyPart& part) {
  return std::visit([](const auto& value) { return db::Value(value); }, part);
}
using RollupCounts = std::vector<std::int64_t>;
using RollupRows = std::map<RollupKey, RollupCounts>;

// Counts on their way to the tables; rows whose counts are all 0 may be among them.
class Rollups {
 public:
  explicit Rollups(const Zones& zones) : zones_(zones) {}

  enum class Sign : std::int64_t { Add = 1, Take = -1 };
  void count(const ContactFacts& facts, Sign sign);
  void count(const OfferFact& offer);
  void count(const SpanFact& span);
  void count(const LegFact& leg);
  // What was measured of the leg's line, which is told later than the rest.
  void count_quality(const LegFact& leg);
  void count_peak(org::CentreId centre, std::int64_t trunk, std::int64_t quarter, std::int64_t legs);
  void count(const TransferFact& transfer);
  void count(const WalkFact& walk);
  void count(const StepFact& step);

  const RollupRows& rows(Source source) const { return rows_[static_cast<std::size_t>(source)]; }
  // Adds all of it to the tables.
  void write(db::Transaction& tx) const;

 private:
  void count_visit(const ContactFacts& facts, const VisitFact& visit, Sign sign);
  void count_stint(const StintFact& stint, Sign sign);
  void count_contact(const ContactFact& contact, Sign sign);
  // The counts of both grains at `at`, in the zone of `centre`.
  void add(Source source, org::CentreId centre, base::Time at, const RollupKey& key, const RollupCounts& counts,
           Sign sign);
  void add(Source source, Grain grain, std::int64_t bucket, const RollupKey& key, const RollupCounts& counts,
           Sign sign);

  const Zones& zones_;
  std::array<RollupRows, all_sources.size()> rows_;
};

}  // namespace reporting
