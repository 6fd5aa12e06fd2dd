// Verbs on service levels, and looking at clocks.

#include "calendars/calendars.h"
#include "commitments/verbs.h"
#include "content/record.h"
#include "search/search.h"

namespace commitments {
namespace {

constexpr std::string_view lock_name = "service_level";

base::Result<LevelRow> load_level(db::Transaction& tx, const org::Actor& actor, org::Right right, ServiceLevelId id) {
  if (auto status = actor.require(right); !status) return base::pass(status);
  auto row = find_level(tx, id);
  if (!row || !actor.reaches(right, place_of(*row))) return base::not_found();
  return *std::move(row);
}

base::Result<ClockRow> load_clock(db::Transaction& tx, const org::Actor& actor, CommitmentId id) {
  if (auto status = actor.require(view_commitments); !status) return base::pass(status);
  auto row = find_clock(tx, id);
  if (!row || !actor.reaches(view_commitments, place_of(*row))) return base::not_found();
  return *std::move(row);
}

base::Status check(db::Transaction& tx, const org::Actor& actor, const LevelRow& row) {
  if (!org::Access::centre_exists(tx, row.centre_id) || !actor.reaches(edit_commitments, place_of(row)))
    return base::refuse_fault("/centre_id", "no_such_object");
  if (name_is_taken(tx, row)) return base::refuse_fault("/name", "taken");
  if (row.calendar_id && !calendars::Calendars::schedule(tx, *row.calendar_id))
    return base::refuse_fault("/calendar_id", "no_such_object");
  return {};
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const LevelRow& row,
             org::Change change, std::string detail) {
  content::record(tx, platform, actor, {"service_level", row.id.value, row.centre_id}, change, std::move(detail),
                  ServiceLevelChanged{row.id, change});
}

Explanation explanation_of(const ClockRow& clock) {
  Explanation explanation{clock.id, clock.started_at, clock.target_ms, clock.calendar_id, {}, clock.pauses, {}};
  std::int64_t sum = 0;
  for (const auto& stretch : clock.counted) {
    const auto counted = (stretch.ends_at - stretch.begins_at).count();
    sum += counted;
    explanation.stretches.push_back({stretch.begins_at, stretch.ends_at, counted, sum});
  }
  if (!clock.paused_at) explanation.due_at = clock.due_at;
  return explanation;
}

}  // namespace

base::Result<org::Page<ServiceLevel>> Commitments::service_levels(const org::Actor& actor,
                                                                  std::optional<org::CentreId> centre,
                                                                  const org::ListQuery& query) {
  if (auto status = actor.require(view_commitments); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<ServiceLevel>(), "service_level", "id",
                            actor.within(view_commitments, centre_only, 1));
    if (centre) list.require("centre_id = ?%1", *centre);
    return org::page_of<ServiceLevel>(tx, list, query, org::ListStatement::Order::OldestFirst,
                                      &db::read_row<ServiceLevel>);
  });
}

base::Result<ServiceLevel> Commitments::service_level(const org::Actor& actor, ServiceLevelId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<ServiceLevel> {
    auto row = load_level(tx, actor, view_commitments, id);
    if (!row) return base::pass(row);
    return *std::move(row);
  });
}

base::Result<ServiceLevel> Commitments::create_service_level(const org::Actor& actor,
                                                             const ServiceLevelFields& fields) {
  if (auto status = actor.require(edit_commitments); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<ServiceLevel>(tx, platform_, actor, [&]() -> base::Result<ServiceLevel> {
      tx.lock(lock_name);
      LevelRow row{{fields, platform_.ids.make<ServiceLevelId>(), "", 1, platform_.clock.now()},
                   search::fold(fields.name)};
      if (auto status = check(tx, actor, row); !status) return base::pass(status);
      insert(tx, row);
      changed(tx, platform_, actor, row, org::Change::Created, "");
      return row;
    });
  });
}

base::Result<ServiceLevel> Commitments::edit_service_level(const org::Actor& actor, ServiceLevelId id,
                                                           std::int64_t version, const ServiceLevelFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<ServiceLevel> {
    tx.lock(lock_name);
    auto stored = load_level(tx, actor, edit_commitments, id);
    if (!stored) return base::pass(stored);
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    LevelRow row{{fields, id, stored->key, version + 1, platform_.clock.now()}, search::fold(fields.name)};
    if (auto status = check(tx, actor, row); !status) return base::pass(status);
    update(tx, row);
    changed(tx, platform_, actor, row, org::Change::Edited, org::changed_fields<ServiceLevelFields>(*stored, fields));
    return row;
  });
}

base::Status Commitments::delete_service_level(const org::Actor& actor, ServiceLevelId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock(lock_name);
    auto stored = load_level(tx, actor, edit_commitments, id);
    if (!stored) return base::pass(stored);
    if (!stored->key.empty()) return base::refuse(base::Code::WrongState, "shipped_content_stays");
    if (has_clocks(tx, id)) return base::refuse(base::Code::Conflict, "service_level_has_history");
    erase(tx, id);
    changed(tx, platform_, actor, *stored, org::Change::Deleted, stored->name);
    return {};
  });
}

base::Result<org::Page<Commitment>> Commitments::commitments(const org::Actor& actor, const CommitmentFilter& filter,
                                                             const org::ListQuery& query) {
  if (auto status = actor.require(view_commitments); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<Commitment>(), "commitment", "id",
                            actor.within(view_commitments, centre_only, 1));
    if (filter.subject_id) list.require("subject_id = ?%1", *filter.subject_id);
    if (filter.service_level_id) list.require("service_level_id = ?%1", *filter.service_level_id);
    if (filter.state) list.require("state = ?%1", base::word_of(*filter.state));
    return org::page_of<Commitment>(tx, list, query, org::ListStatement::Order::NewestFirst, &db::read_row<Commitment>);
  });
}

base::Result<Commitment> Commitments::commitment(const org::Actor& actor, CommitmentId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Commitment> {
    auto clock = load_clock(tx, actor, id);
    if (!clock) return base::pass(clock);
    return *std::move(clock);
  });
}

base::Result<Explanation> Commitments::explain(const org::Actor& actor, CommitmentId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Explanation> {
    auto clock = load_clock(tx, actor, id);
    if (!clock) return base::pass(clock);
    return explanation_of(*clock);
  });
}

}  // namespace commitments
