#pragma once
// How time is cut. A quarter hour is counted from 1970 in UTC: every zone in use differs from
// UTC by whole quarter hours, so that quarters fit its hours and days. A day is a date on the
// wall clock of the centre's zone, counted from 1970-01-01; it may have 23 or 25 hours. Weeks
// begin on Monday (ISO 8601).

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "base/describe.h"
#include "base/time.h"

namespace date {
class time_zone;
}

namespace reporting {

// The two grains in which counts are kept.
enum class Grain { Quarter, Day };

inline constexpr base::Duration quarter_length = std::chrono::minutes{15};

std::int64_t quarter_of(base::Time at);
base::Time start_of_quarter(std::int64_t quarter);

// The zone of a centre.
class Zone {
 public:
  // An IANA name; one that is unknown is taken for UTC.
  explicit Zone(const std::string& name);

  std::int64_t day_of(base::Time at) const;
  // The instant at which the day begins.
  base::Time start_of_day(std::int64_t day) const;
  // The instant at which the hour or half hour that holds `at` began, on the wall clock.
  base::Time floor(base::Time at, base::Duration length) const;
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  const date::time_zone* zone_;
};

// The zones of centres.
class Zones {
 public:
  void put(org::CentreId centre, const std::string& name);
  bool knows(org::CentreId centre) const { return zones_.contains(centre); }
  // UTC for a centre that is not known.
  const Zone& of(org::CentreId centre) const;
  const std::map<org::CentreId, Zone>& all() const { return zones_; }

 private:
  std::map<org::CentreId, Zone> zones_;
};

// "2026-01-31"; empty for no date. And back.
std::optional<std::int64_t> day_from(const std::string& text);
std::string text_of_day(std::int64_t day);
// The first day of the week or month that holds `day`.
std::int64_t week_of(std::int64_t day);
std::int64_t month_of(std::int64_t day);
// The first day of the month after.
std::int64_t next_month(std::int64_t first);

// Cuts [from, until) at the borders of quarters and at those of days, and tells how much of
// it lies in each.
using Piece = std::function<void(Grain, std::int64_t bucket, base::Duration)>;
void split(const Zone& zone, base::Time from, base::Time until, const Piece& piece);

}  // namespace reporting
