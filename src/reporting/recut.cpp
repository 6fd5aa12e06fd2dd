#include "reporting/recut.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "access/access.h"
#include "base/log.h"
#include "reporting/rollups.h"
#include "reporting/store.h"

namespace reporting {
namespace {

// INSERT of one day, ?1, of a centre, ?2, as the sum of the quarters from ?3 until ?4.
std::string statement_for(const RollupTable& table, Source source) {
  std::string columns = "grain, bucket", chosen = "1, ?1", groups;
  for (std::size_t i = 2; i < table.keys.size(); ++i) {
    columns += fmt::format(", {}", table.keys[i]);
    chosen += fmt::format(", {}", table.keys[i]);
    groups += fmt::format("{}{}", i > 2 ? ", " : "", table.keys[i]);
  }
  for (const auto& count : table.counts) {
    columns += ", " + count;
    chosen += fmt::format(", CAST({}({}) AS BIGINT)", keeps_largest(source) ? "MAX" : "SUM", count);
  }
  return fmt::format(
      "INSERT INTO {0} ({1}) SELECT {2} FROM {0} WHERE grain = 0 AND bucket >= ?3 AND bucket < ?4 AND centre_id = ?2 "
      "GROUP BY {3}",
      table.name, columns, chosen, groups);
}

struct Range {
  std::int64_t first = 0, last = -1;
};

Range quarters_of(db::Transaction& tx, const RollupTable& table, org::CentreId centre) {
  auto rows = tx.query(
      fmt::format("SELECT MIN(bucket), MAX(bucket) FROM {} WHERE grain = 0 AND centre_id = ?1", table.name), centre);
  if (rows.empty() || rows[0].null(0)) return {};
  return {rows[0].integer(0), rows[0].integer(1)};
}

void recut(db::Transaction& tx, Source source, const Zone& zone, org::CentreId centre) {
  const auto& table = table_of(source);
  tx.execute(fmt::format("DELETE FROM {} WHERE grain = 1 AND centre_id = ?1", table.name), centre);
  const auto range = quarters_of(tx, table, centre);
  if (range.last < range.first) return;
  const auto sql = statement_for(table, source);
  const auto last_day = zone.day_of(start_of_quarter(range.last));
  for (auto day = zone.day_of(start_of_quarter(range.first)); day <= last_day; ++day)
    tx.execute(sql, day, centre, quarter_of(zone.start_of_day(day)), quarter_of(zone.start_of_day(day + 1)));
}

}  // namespace

void recut_if_moved(db::Transaction& tx, const Zones& zones, org::CentreId centre) {
  const auto name = org::Access::centre_zone(tx, centre);
  if (!zones.knows(centre) || name.empty() || name == zones.of(centre).name()) return;
  base::log::info("reporting", "centre {} moved to the time zone {}: its days are cut again", centre.value, name);
  const Zone zone(name);
  put_zone(tx, centre, name);
  for (auto source : all_sources) recut(tx, source, zone, centre);
}

}  // namespace reporting
