#include "reporting/asking.h"

#include <fmt/format.h>

#include <algorithm>

#include "calendars/calendars.h"
#include "reporting/store.h"

namespace reporting {
namespace {

bool contains(const auto& list, const auto& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::int64_t most_days(Interval interval) {
  if (interval <= Interval::Hour) return 35;
  return interval == Interval::Day ? 400 : 3'700;
}

class Understanding {
 public:
  Understanding(db::Transaction& tx, const Report& report, const ReportQuestion& question) : tx_(tx) {
    asked_.report = &report;
    asked_.question = question;
  }

  base::Result<Asked> run() && {
    take_days();
    take_dimensions();
    check_filters();
    take_service_level();
    take_calendar();
    if (!faults_.empty()) return base::refuse_faults(std::move(faults_));
    take_centres();
    asked_.zones = load_zones(tx_);
    return std::move(asked_);
  }

 private:
  const ReportQuestion& q() const { return asked_.question; }
  void fault(std::string path, std::string code, base::Fields fields = {}) {
    faults_.push_back({"/question" + path, std::move(code), std::move(fields)});
  }

  void take_days() {
    auto first = day_from(q().from), last = day_from(q().until);
    if (!first) fault("/from", "not_a_date");
    if (!last) fault("/until", "not_a_date");
    if (!first || !last) return;
    asked_.first_day = *first;
    asked_.last_day = *last;
    if (*last < *first) return fault("/until", "before_the_beginning");
    const auto most = most_days(q().interval);
    if (*last - *first >= most) fault("/until", "too_many_days", {{"most", std::to_string(most)}});
  }

  void take_dimensions() {
    const auto& report = *asked_.report;
    if (!contains(report.intervals, q().interval)) fault("/interval", "not_in_this_report");
    if (q().interval != Interval::Whole) asked_.by.push_back(Dimension::Interval);
    const auto& wanted = q().by ? *q().by : report.by;
    for (auto dimension : wanted) {
      if (!contains(report.may_be_by, dimension)) return fault("/by", "not_in_this_report");
      if (!contains(asked_.by, dimension)) asked_.by.push_back(dimension);
    }
    // Without its bands the report of bands would say nothing.
    if (contains(report.by, Dimension::WaitBand) && !contains(asked_.by, Dimension::WaitBand))
      asked_.by.push_back(Dimension::WaitBand);
  }

  void check_filters() {
    auto check = [&](bool is_set, Dimension dimension, std::string path) {
      if (is_set && !contains(asked_.report->filters, dimension)) fault(std::move(path), "not_in_this_report");
    };
    check(q().centre_id.has_value(), Dimension::Centre, "/centre_id");
    check(q().team_id.has_value(), Dimension::Team, "/team_id");
    check(q().queue_id.has_value(), Dimension::Queue, "/queue_id");
    check(q().agent_id.has_value(), Dimension::Agent, "/agent_id");
    check(q().channel.has_value(), Dimension::Channel, "/channel");
    check(q().direction.has_value(), Dimension::Direction, "/direction");
    check(q().trunk_id.has_value(), Dimension::Trunk, "/trunk_id");
    check(q().flow_id.has_value(), Dimension::Flow, "/flow_id");
    check(q().tier_id.has_value(), Dimension::Tier, "/tier_id");
  }

  void take_service_level() {
    auto edge = std::find(band_edges.begin(), band_edges.end(), q().within_seconds);
    if (edge == band_edges.end()) return fault("/within_seconds", "not_a_choice");
    asked_.bands_in_time = static_cast<std::size_t>(edge - band_edges.begin()) + 1;
  }

  void take_calendar() {
    if (q().days == Days::All) return;
    if (!q().calendar_id) return fault("/calendar_id", "missing");
    auto schedule = calendars::Calendars::schedule(tx_, *q().calendar_id);
    if (!schedule) return fault("/calendar_id", "no_such_object");
    if (!faults_.empty()) return;
    asked_.days.emplace();
    const auto count = static_cast<int>(asked_.last_day - asked_.first_day + 1);
    auto day = asked_.first_day;
    for (const auto& each : schedule->days(q().from, count)) {
      if (each.hours.empty() == (q().days == Days::Off)) asked_.days->insert(day);
      ++day;
    }
  }

  void take_centres() {
    if (q().centre_id) asked_.centres = org::Access::centres_from(tx_, *q().centre_id);
  }

  db::Transaction& tx_;
  Asked asked_;
  std::vector<base::Fault> faults_;
};

}  // namespace

void Where::require(db::Transaction& tx, const org::Actor& actor, org::Right right, const org::PlaceColumns& columns) {
  auto reach = actor.within(right, columns, static_cast<int>(values_.size()) + 1);
  values_.insert(values_.end(), reach.values.begin(), reach.values.end());
  auto held = actor.rights.find(right.key);
  const bool of_department =
      held != actor.rights.end() && held->second == org::Scope::Department && actor.place.department_id;
  if (!of_department || columns.team.empty()) return require(reach.sql);
  auto any = fmt::format("{} OR {} {{in {}}}", reach.sql, columns.team,
                         number(db::to_value(org::Access::teams_of(tx, *actor.place.department_id))));
  if (!columns.person.empty())
    any += fmt::format(" OR (COALESCE({}, 0) = 0 AND {} {{in {}}})", columns.team, columns.person,
                       number(db::to_value(org::Access::people_within(tx, actor, right))));
  require("(" + any + ")");
}

bool Asked::has_day(std::int64_t day) const {
  return day >= first_day && day <= last_day && (!days || days->contains(day));
}

base::Result<Asked> understand(db::Transaction& tx, const Report& report, const ReportQuestion& question) {
  return Understanding(tx, report, question).run();
}

base::Duration length_of(Interval interval) {
  using std::chrono::minutes;
  switch (interval) {
    case Interval::Quarter:
      return minutes{15};
    case Interval::Half:
      return minutes{30};
    case Interval::Hour:
      return minutes{60};
    default:
      return base::Duration{0};
  }
}

}  // namespace reporting
