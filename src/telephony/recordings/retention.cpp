// Verbs on how long recordings are kept.

#include "content/record.h"
#include "routing/routing.h"
#include "telephony/recordings/verbs.h"

namespace telephony {
namespace {

org::Place place_of(const Retention& rule) {
  return {rule.centre_id, {}, {}, {}};
}

base::Result<Retention> load(db::Transaction& tx, const org::Actor& actor, RetentionId id) {
  if (auto status = actor.require(telephony::edit_retention); !status) return base::pass(status);
  auto rule = find_retention(tx, id);
  if (!rule || !actor.reaches(telephony::edit_retention, place_of(*rule))) return base::not_found();
  return *std::move(rule);
}

base::Status check(db::Transaction& tx, const org::Actor& actor, const Retention& rule) {
  if (!org::Access::centre_exists(tx, rule.centre_id) || !actor.reaches(telephony::edit_retention, place_of(rule)))
    return base::refuse_fault("/centre_id", "no_such_object");
  if (rule.queue_id) {
    auto queue = routing::Routing::find_queue(tx, *rule.queue_id);
    if (!queue || queue->centre_id != rule.centre_id) return base::refuse_fault("/queue_id", "no_such_object");
  }
  for (const auto& other : all_retentions(tx))
    if (other.id != rule.id && other.centre_id == rule.centre_id && other.queue_id == rule.queue_id)
      return base::refuse_fault(rule.queue_id ? "/queue_id" : "/centre_id", "taken");
  return {};
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Retention& rule,
             org::Change change, std::string detail) {
  expire_anew(tx);
  content::record(tx, platform, actor, {"recording_retention", rule.id.value, rule.centre_id}, change,
                  std::move(detail), RetentionChanged{rule.id, change});
}

}  // namespace

base::Result<org::Page<Retention>> Recordings::retentions(const org::Actor& actor, const org::ListQuery& query) {
  if (auto status = actor.require(telephony::edit_retention); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<Retention>(), "recording_retention", "id",
                            actor.within(telephony::edit_retention, {"centre_id", "", "", ""}, 1));
    return org::page_of<Retention>(tx, list, query, org::ListStatement::Order::OldestFirst, &db::read_row<Retention>);
  });
}

base::Result<Retention> Recordings::retention(const org::Actor& actor, RetentionId id) {
  return platform_.database.read([&](db::Transaction& tx) { return load(tx, actor, id); });
}

base::Result<Retention> Recordings::create_retention(const org::Actor& actor, const RetentionFields& fields) {
  if (auto status = actor.require(telephony::edit_retention); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<Retention>(tx, platform_, actor, [&]() -> base::Result<Retention> {
      tx.lock("call_recording");
      Retention rule{fields, platform_.ids.make<RetentionId>(), 1, platform_.clock.now()};
      if (auto status = check(tx, actor, rule); !status) return base::pass(status);
      db::insert_row(tx, "recording_retention", rule);
      changed(tx, platform_, actor, rule, org::Change::Created, "");
      return rule;
    });
  });
}

base::Result<Retention> Recordings::edit_retention(const org::Actor& actor, RetentionId id, std::int64_t version,
                                                   const RetentionFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Retention> {
    tx.lock("call_recording");
    auto stored = load(tx, actor, id);
    if (!stored) return base::pass(stored);
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    Retention rule{fields, id, version + 1, platform_.clock.now()};
    if (auto status = check(tx, actor, rule); !status) return base::pass(status);
    db::update_row(tx, "recording_retention", rule);
    changed(tx, platform_, actor, rule, org::Change::Edited, org::changed_fields<RetentionFields>(*stored, fields));
    return rule;
  });
}

base::Status Recordings::delete_retention(const org::Actor& actor, RetentionId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock("call_recording");
    auto stored = load(tx, actor, id);
    if (!stored) return base::pass(stored);
    tx.execute("DELETE FROM recording_retention WHERE id = ?1", id);
    changed(tx, platform_, actor, *stored, org::Change::Deleted, "");
    return {};
  });
}

}  // namespace telephony
