// Verbs on the thresholds of boards, and the alarms that they raise.

#include <algorithm>

#include "access/api.h"
#include "content/record.h"
#include "db/rows.h"
#include "monitoring/monitoring.h"
#include "reporting/board.h"
#include "reporting/events.h"
#include "reporting/reporting.h"
#include "reporting/rights.h"
#include "routing/routing.h"

namespace reporting {
namespace {

constexpr std::int64_t most_thresholds = 500;

// Where it stands: with its queue or centre; one for all queues with the root alone.
base::Status check_reach(db::Transaction& tx, const org::Actor& actor, const ThresholdFields& fields) {
  if (fields.queue_id) {
    auto queue = routing::Routing::find_queue(tx, *fields.queue_id);
    if (!queue || !actor.reaches(edit_reports, {queue->centre_id, {}, {}, {}}))
      return base::refuse_fault("/queue_id", "no_such_object");
  } else if (fields.centre_id) {
    if (!org::Access::centre_exists(tx, *fields.centre_id) ||
        !actor.reaches(edit_reports, {*fields.centre_id, {}, {}, {}}))
      return base::refuse_fault("/centre_id", "no_such_object");
  } else if (!actor.reaches_all(edit_reports)) {
    return base::refuse_fault("/centre_id", "missing");
  }
  return {};
}

base::Status check(db::Transaction& tx, const org::Actor& actor, const ThresholdFields& fields, ThresholdId own) {
  if (fields.queue_id && fields.centre_id) return base::refuse_fault("/centre_id", "queue_or_centre");
  const bool falls = fields.watched == Watched::ServiceLevel;
  if (falls ? fields.critical > fields.warning : fields.critical < fields.warning)
    return base::refuse_fault("/critical", "not_worse_than_warning");
  if (auto status = check_reach(tx, actor, fields); !status) return status;
  for (const auto& other : load_thresholds(tx))
    if (other.id != own && other.watched == fields.watched && other.queue_id == fields.queue_id &&
        other.centre_id == fields.centre_id)
      return base::refuse_fault("/watched", "taken");
  return {};
}

base::Result<Threshold> load_threshold(db::Transaction& tx, const org::Actor& actor, ThresholdId id) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  auto row = db::first_row<Threshold>(tx.query(db::select<Threshold>("board_threshold") + "WHERE id = ?1", id));
  if (!row) return base::not_found();
  return *std::move(row);
}

base::Result<Threshold> take_threshold(db::Transaction& tx, const org::Actor& actor, ThresholdId id) {
  if (auto status = actor.require(edit_reports); !status) return base::pass(status);
  auto row = load_threshold(tx, actor, id);
  if (!row) return row;
  if (auto status = check_reach(tx, actor, *row); !status) return base::not_found();
  return row;
}

void tell(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Threshold& row,
          org::Change change, std::string detail) {
  content::record(tx, platform, actor, {"board_threshold", row.id.value, row.centre_id.value_or(org::CentreId{})},
                  change, std::move(detail), ThresholdChanged{row.id, change});
}

std::string source_of(Watched watched) {
  return "queue." + base::word_of(watched);
}

monitoring::ReadingUnit unit_of(Watched watched) {
  switch (watched) {
    case Watched::Waiting:
      return monitoring::ReadingUnit::Count;
    case Watched::LongestWait:
      return monitoring::ReadingUnit::Seconds;
    case Watched::ServiceLevel:
    case Watched::AbandonRate:
      break;
  }
  return monitoring::ReadingUnit::Percent;
}

monitoring::Severity severity_of(Colour colour) {
  switch (colour) {
    case Colour::Calm:
      return monitoring::Severity::Ok;
    case Colour::Warning:
      return monitoring::Severity::Warning;
    case Colour::Critical:
      break;
  }
  return monitoring::Severity::Critical;
}

monitoring::Observation observed(db::Transaction& tx, const QueueFigures& queue, const Threshold& threshold,
                                 std::optional<std::int64_t> value, Colour colour) {
  auto stored = routing::Routing::find_queue(tx, queue.id);
  monitoring::Observation seen;
  seen.source = source_of(threshold.watched);
  seen.subject_id = queue.id.value;
  seen.subject_name = stored ? stored->name : "";
  seen.centre_id = queue.centre_id;
  seen.severity = severity_of(colour);
  if (value) seen.value = static_cast<double>(*value);
  seen.threshold = static_cast<double>(colour == Colour::Critical ? threshold.critical : threshold.warning);
  seen.unit = unit_of(threshold.watched);
  seen.bad_samples = 2;
  return seen;
}

// What is to be said to monitoring: of queues that look bad, or did, and of those that a
// threshold watches no more.
struct Looks {
  std::vector<monitoring::Observation> seen;
  std::vector<std::pair<std::string, std::int64_t>> forgotten;  // sources and queues
};

void look(db::Transaction& tx, const std::vector<QueueFigures>& queues, const std::vector<Threshold>& thresholds,
          Watched watched, base::Time now, Looks& looks) {
  const auto suspects = monitoring::Monitoring::suspects(tx, source_of(watched));
  for (const auto& queue : queues) {
    const bool is_suspect = std::find(suspects.begin(), suspects.end(), queue.id.value) != suspects.end();
    const auto threshold = threshold_for(thresholds, queue, watched);
    if (!threshold || !threshold->alarms) {
      if (is_suspect) looks.forgotten.emplace_back(source_of(watched), queue.id.value);
      continue;
    }
    const auto value = watched_value(queue, watched, now);
    const auto colour = value ? colour_of(*threshold, *value) : Colour::Calm;
    if (is_suspect || colour != Colour::Calm) looks.seen.push_back(observed(tx, queue, *threshold, value, colour));
  }
}

}  // namespace

base::Result<std::vector<QueueFigures>> Reporting::queue_figures(const org::Actor& actor) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    return figures_of(tx, actor.within_centre(view_reports, "centre_id", 1), platform_.clock.now());
  });
}

base::Result<std::vector<Threshold>> Reporting::thresholds(const org::Actor& actor) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  return platform_.database.read([](db::Transaction& tx) { return load_thresholds(tx); });
}

base::Result<Threshold> Reporting::threshold(const org::Actor& actor, ThresholdId id) {
  return platform_.database.read([&](db::Transaction& tx) { return load_threshold(tx, actor, id); });
}

base::Result<Threshold> Reporting::create_threshold(const org::Actor& actor, const ThresholdFields& fields) {
  if (auto status = actor.require(edit_reports); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<Threshold>(tx, platform_, actor, [&]() -> base::Result<Threshold> {
      tx.lock("board_threshold");
      Threshold row;
      static_cast<ThresholdFields&>(row) = fields;
      if (auto status = check(tx, actor, fields, row.id); !status) return base::pass(status);
      if (std::ssize(load_thresholds(tx)) >= most_thresholds)
        return base::refuse(base::Code::Conflict, "too_many_thresholds", {{"limit", std::to_string(most_thresholds)}});
      row.id = platform_.ids.make<ThresholdId>();
      row.updated_at = platform_.clock.now();
      db::insert_row(tx, "board_threshold", row);
      tell(tx, platform_, actor, row, org::Change::Created, "");
      return row;
    });
  });
}

base::Result<Threshold> Reporting::edit_threshold(const org::Actor& actor, ThresholdId id, std::int64_t version,
                                                  const ThresholdFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Threshold> {
    tx.lock("board_threshold");
    auto row = take_threshold(tx, actor, id);
    if (!row) return row;
    if (auto status = org::check_version(row->version, version); !status) return base::pass(status);
    if (auto status = check(tx, actor, fields, id); !status) return base::pass(status);
    auto detail = org::changed_fields<ThresholdFields>(*row, fields);
    static_cast<ThresholdFields&>(*row) = fields;
    ++row->version;
    row->updated_at = platform_.clock.now();
    db::update_row(tx, "board_threshold", *row);
    tell(tx, platform_, actor, *row, org::Change::Edited, std::move(detail));
    return row;
  });
}

base::Status Reporting::delete_threshold(const org::Actor& actor, ThresholdId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto row = take_threshold(tx, actor, id);
    if (!row) return base::pass(row);
    tx.execute("DELETE FROM board_threshold WHERE id = ?1", id);
    tell(tx, platform_, actor, *row, org::Change::Deleted, "");
    return {};
  });
}

// While all is well nothing is written.
void Reporting::watch() {
  const auto now = platform_.clock.now();
  const auto looks = platform_.database.read([&](db::Transaction& tx) {
    const auto thresholds = load_thresholds(tx);
    const auto queues = figures_of(tx, {"1 = 1", {}}, now);
    Looks looks;
    for (auto watched : {Watched::Waiting, Watched::LongestWait, Watched::ServiceLevel, Watched::AbandonRate})
      look(tx, queues, thresholds, watched, now, looks);
    return looks;
  });
  if (looks.seen.empty() && looks.forgotten.empty()) return;
  platform_.database.write([&](db::Transaction& tx) {
    for (const auto& seen : looks.seen) monitoring::Monitoring::observe(tx, platform_, seen);
    for (const auto& [source, queue] : looks.forgotten) monitoring::Monitoring::forget(tx, platform_, source, queue);
  });
}

}  // namespace reporting
