#include "reporting/counting.h"

#include <fmt/format.h>

#include <algorithm>

#include "agents/types.h"
#include "reporting/rights.h"
#include "reporting/store.h"

namespace reporting {
namespace {

// Zones lie between 12 hours behind UTC and 14 before it.
constexpr std::int64_t quarters_a_day = 96, earliest_quarter = 56, latest_quarter = 48;

org::PlaceColumns place_of(Source source) {
  return {column_of(source, Dimension::Centre), "", column_of(source, Dimension::Team),
          column_of(source, Dimension::Agent)};
}

bool by_bands(const Counter& counter) {
  return counter.sum.find("?B") != std::string_view::npos;
}

std::string sum_of(const Counter& counter, const Asked& asked, std::size_t band) {
  std::string sum(counter.sum);
  if (sum == "?W") {
    sum = "answered_band_0";
    for (std::size_t i = 1; i < asked.bands_in_time; ++i) sum += fmt::format(" + answered_band_{}", i);
  }
  if (auto at = sum.find("?B"); at != std::string::npos) sum.replace(at, 2, std::to_string(band));
  return fmt::format("CAST({}({}) AS BIGINT)", is_largest(counter) ? "MAX" : "SUM", sum);
}

class Counting {
 public:
  Counting(db::Transaction& tx, const org::Actor& actor, const Asked& asked, base::Time now)
      : tx_(tx), actor_(actor), asked_(asked), now_(now) {
    for (const auto* counter : counters_of(*asked.report))
      if (is_kept(counter->source)) counted_.counters.push_back(counter);
    counted_.total.resize(counted_.counters.size());
    banded_ = std::find(asked.by.begin(), asked.by.end(), Dimension::WaitBand) != asked.by.end();
  }

  Counted run() && {
    for (auto source : all_sources) {
      std::vector<std::size_t> wanted;
      for (std::size_t i = 0; i < counted_.counters.size(); ++i)
        if (counted_.counters[i]->source == source) wanted.push_back(i);
      if (!wanted.empty()) add_up(source, wanted);
      if (!wanted.empty() && source == Source::States) add_open_spans(wanted);
    }
    return std::move(counted_);
  }

 private:
  // The largest are not kept by all that may be asked for, such as team and tier: then they are not told.
  bool is_kept(Source source) const {
    if (!keeps_largest(source)) return true;
    const auto& q = asked_.question;
    bool splits = std::any_of(asked_.by.begin(), asked_.by.end(), [&](Dimension dimension) {
      return dimension != Dimension::Interval && column_of(source, dimension).empty();
    });
    auto held = actor_.rights.find(view_reports.key);
    bool narrow = held != actor_.rights.end() && held->second < org::Scope::Centre;
    return !splits && !q.team_id && !q.tier_id && !narrow;
  }

  // Columns: bucket, centre, then the dimensions of the source, then the sums.
  void add_up(Source source, const std::vector<std::size_t>& wanted) {
    std::string columns = "bucket, centre_id", groups = columns;
    for (auto dimension : asked_.by)
      if (auto column = column_of(source, dimension); !column.empty() && column != "centre_id") {
        columns += fmt::format(", {}", column);
        groups = columns;
      }
    for (auto index : wanted)
      for (std::size_t band = 0; band < (by_bands(*counted_.counters[index]) ? band_count : 1); ++band)
        columns += ", " + sum_of(*counted_.counters[index], asked_, band);
    Where where;
    where.require("grain = " + where.number(static_cast<std::int64_t>(asked_.grain())));
    const auto [first, last] = buckets();
    where.require("bucket >= " + where.number(first) + " AND bucket <= " + where.number(last));
    where.require(tx_, actor_, view_reports, place_of(source));
    apply_filters(where, asked_, [&](Dimension dimension) { return column_of(source, dimension); });
    auto sql =
        fmt::format("SELECT {} FROM {} WHERE {} GROUP BY {}", columns, table_of(source).name, where.sql(), groups);
    for (db::Row row : tx_.query(sql, where.values())) take(source, row, wanted);
  }

  std::pair<std::int64_t, std::int64_t> buckets() const {
    if (asked_.grain() == Grain::Day) return {asked_.first_day, asked_.last_day};
    return {asked_.first_day * quarters_a_day - earliest_quarter,
            (asked_.last_day + 1) * quarters_a_day + latest_quarter};
  }

  void take(Source source, const db::Row& row, const std::vector<std::size_t>& wanted) {
    const org::CentreId centre{row.integer(1)};
    auto interval = interval_of(row.integer(0), centre);
    if (!interval) return;
    RowKey key;
    std::size_t column = 2, band_place = 0;
    for (auto dimension : asked_.by) {
      if (dimension == Dimension::WaitBand) band_place = key.size();
      key.push_back(value_in(source, row, dimension, *interval, centre, column));
    }
    for (std::size_t band = 0; band < (banded_ ? band_count : 1); ++band) {
      if (banded_) key[band_place] = static_cast<std::int64_t>(band);
      take_counts(row, column, wanted, key, band);
    }
  }

  KeyPart value_in(Source source, const db::Row& row, Dimension dimension, std::int64_t interval, org::CentreId centre,
                   std::size_t& column) const {
    if (dimension == Dimension::Interval) return interval;
    if (dimension == Dimension::Centre) return centre.value;
    if (column_of(source, dimension).empty()) return std::int64_t{0};
    const auto at = column++;
    if (is_word(dimension)) return std::string(row.text(at));
    return row.integer(at);
  }

  void take_counts(const db::Row& row, std::size_t column, const std::vector<std::size_t>& wanted, const RowKey& key,
                   std::size_t band) {
    auto& counts = counted_.rows.try_emplace(key, counted_.counters.size()).first->second;
    for (auto index : wanted) {
      const auto& counter = *counted_.counters[index];
      const bool own = by_bands(counter);
      const auto amount = row.integer(column + (own ? band : 0));
      column += own ? band_count : 1;
      put(counter, counts[index], amount);
      // What is not told apart by bands stands in the row of each band, and counts once.
      if (own || band == 0) put(counter, counted_.total[index], amount);
    }
  }

  static void put(const Counter& counter, std::int64_t& count, std::int64_t amount) {
    count = is_largest(counter) ? std::max(count, amount) : count + amount;
  }

  // The day or instant at which the interval of a bucket began; none when it is not asked for.
  std::optional<std::int64_t> interval_of(std::int64_t bucket, org::CentreId centre) const {
    if (asked_.grain() == Grain::Day) return asked_.has_day(bucket) ? std::optional(first_of(bucket)) : std::nullopt;
    const auto& zone = asked_.zones.of(centre);
    const auto at = start_of_quarter(bucket);
    if (!asked_.has_day(zone.day_of(at))) return std::nullopt;
    return base::epoch_ms(zone.floor(at, length_of(asked_.question.interval)));
  }

  std::int64_t first_of(std::int64_t day) const {
    if (asked_.question.interval == Interval::Week) return week_of(day);
    if (asked_.question.interval == Interval::Month) return month_of(day);
    return asked_.question.interval == Interval::Whole ? 0 : day;
  }

  // A state that goes on counts until now.
  void add_open_spans(const std::vector<std::size_t>& wanted) {
    Where where;
    where.require("state <> 'signed_out'");
    where.require(tx_, actor_, view_reports, place_of(Source::States));
    apply_filters(where, asked_, [](Dimension dimension) { return column_of(Source::States, dimension); });
    auto sql = db::select<AgentNow>("report_agent") + "WHERE " + where.sql();
    for (const auto& agent : db::read_rows<AgentNow>(tx_.query(sql, where.values())))
      split(asked_.zones.of(agent.centre_id), agent.since, now_,
            [&](Grain grain, std::int64_t bucket, base::Duration time) {
              if (grain == asked_.grain()) add_open(agent, bucket, time, wanted);
            });
  }

  void add_open(const AgentNow& agent, std::int64_t bucket, base::Duration time,
                const std::vector<std::size_t>& wanted) {
    auto interval = interval_of(bucket, agent.centre_id);
    if (!interval) return;
    RowKey key;
    for (auto dimension : asked_.by) key.push_back(value_of(agent, dimension, *interval));
    auto& counts = counted_.rows.try_emplace(key, counted_.counters.size()).first->second;
    for (auto index : wanted) {
      if (!counts_open(counted_.counters[index]->key, agent.state)) continue;
      counts[index] += time.count();
      counted_.total[index] += time.count();
    }
  }

  static bool counts_open(std::string_view counter, agents::State state) {
    if (counter == "ready_ms") return state == agents::State::Ready;
    if (counter == "not_ready_ms") return state == agents::State::NotReady;
    if (counter == "not_responding_ms") return state == agents::State::NotResponding;
    return counter == "signed_in_ms" || counter == "state_ms";
  }

  static KeyPart value_of(const AgentNow& agent, Dimension dimension, std::int64_t interval) {
    switch (dimension) {
      case Dimension::Interval:
        return interval;
      case Dimension::Centre:
        return agent.centre_id.value;
      case Dimension::Team:
        return agent.team_id.value_or(org::TeamId{}).value;
      case Dimension::Agent:
        return agent.agent_id.value;
      case Dimension::State:
        return base::word_of(agent.state);
      case Dimension::Reason:
        return agent.reason_id.value_or(dictionaries::EntryId{}).value;
      default:
        return std::int64_t{0};
    }
  }

  db::Transaction& tx_;
  const org::Actor& actor_;
  const Asked& asked_;
  const base::Time now_;
  bool banded_ = false;
  Counted counted_;
};

// None when one of the counts is missing.
std::optional<std::int64_t> sum(const std::vector<FigureTerm>& terms, const std::vector<const Counter*>& counters,
                                const std::vector<std::int64_t>& counts) {
  std::int64_t sum = 0;
  for (const auto& term : terms) {
    auto found = std::find_if(counters.begin(), counters.end(), [&](auto* each) { return each->key == term.counter; });
    if (found == counters.end()) return std::nullopt;
    sum += term.factor * counts[static_cast<std::size_t>(found - counters.begin())];
  }
  return sum;
}

}  // namespace

Counted count(db::Transaction& tx, const org::Actor& actor, const Asked& asked, base::Time now) {
  return Counting(tx, actor, asked, now).run();
}

std::optional<double> value_of(const Figure& figure, const std::vector<const Counter*>& counters,
                               const std::vector<std::int64_t>& counts) {
  const auto top = sum(figure.top, counters, counts);
  if (!top) return std::nullopt;
  if (figure.bottom.empty()) return static_cast<double>(*top);
  const auto bottom = sum(figure.bottom, counters, counts);
  if (!bottom || *bottom == 0) return std::nullopt;
  return static_cast<double>(*top) / static_cast<double>(*bottom);
}

}  // namespace reporting
