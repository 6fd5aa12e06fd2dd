#include "reporting/intervals.h"

#include <date/tz.h>

#include <algorithm>

#include "base/log.h"

namespace reporting {
namespace {

using date::days;

const date::time_zone* find_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    base::log::warning("reporting", "the time zone {} is not known: taken for UTC", name);
    return date::locate_zone("Etc/UTC");
  }
}

date::year_month_day date_of(std::int64_t day) {
  return date::year_month_day{date::local_days{days{day}}};
}

std::int64_t number_of(const date::year_month_day& date) {
  return date::local_days{date}.time_since_epoch().count();
}

}  // namespace

std::int64_t quarter_of(base::Time at) {
  return std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<900>>>(at.time_since_epoch()).count();
}

base::Time start_of_quarter(std::int64_t quarter) {
  return base::Time{quarter * quarter_length};
}

Zone::Zone(const std::string& name) : name_(name), zone_(find_zone(name)) {}

std::int64_t Zone::day_of(base::Time at) const {
  return date::floor<days>(zone_->to_local(at)).time_since_epoch().count();
}

base::Time Zone::start_of_day(std::int64_t day) const {
  return std::chrono::time_point_cast<base::Duration>(
      zone_->to_sys(date::local_days{days{day}}, date::choose::earliest));
}

base::Time Zone::floor(base::Time at, base::Duration length) const {
  auto since_midnight = zone_->to_local(at).time_since_epoch() % length;
  return at - std::chrono::duration_cast<base::Duration>(since_midnight);
}

void Zones::put(org::CentreId centre, const std::string& name) {
  zones_.insert_or_assign(centre, Zone(name));
}

const Zone& Zones::of(org::CentreId centre) const {
  static const Zone utc("Etc/UTC");
  auto found = zones_.find(centre);
  return found == zones_.end() ? utc : found->second;
}

std::optional<std::int64_t> day_from(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0;
  int read = 0;
  if (text.size() != 10 || std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &read) != 3 || read != 10)
    return std::nullopt;
  date::year_month_day date{date::year{year}, date::month{month}, date::day{day}};
  if (!date.ok() || year < 2000 || year > 2200) return std::nullopt;
  return number_of(date);
}

std::string text_of_day(std::int64_t day) {
  return date::format("%F", date::local_days{days{day}});
}

std::int64_t week_of(std::int64_t day) {
  const auto weekday = date::weekday{date::local_days{days{day}}}.iso_encoding();
  return day - static_cast<std::int64_t>(weekday) + 1;
}

std::int64_t month_of(std::int64_t day) {
  auto date = date_of(day);
  return number_of(date.year() / date.month() / date::day{1});
}

std::int64_t next_month(std::int64_t first) {
  return number_of(date_of(first) + date::months{1});
}

void split(const Zone& zone, base::Time from, base::Time until, const Piece& piece) {
  for (auto at = from; at < until;) {
    auto quarter = quarter_of(at);
    auto end = std::min(until, start_of_quarter(quarter + 1));
    piece(Grain::Quarter, quarter, end - at);
    at = end;
  }
  for (auto at = from; at < until;) {
    auto day = zone.day_of(at);
    auto end = std::min(until, zone.start_of_day(day + 1));
    piece(Grain::Day, day, end - at);
    at = end;
  }
}

}  // namespace reporting
