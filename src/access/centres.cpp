// Verbs on centres. The tree has one root; a centre is never moved below itself.

#include <algorithm>

#include "access/rights.h"
#include "access/verbs.h"
#include "search/search.h"

namespace org {
namespace {

// Whoever edits a centre must reach the parent too, or a centre could be pulled out of sight.
base::Status check_parent(db::Transaction& tx, const Actor& actor, const CentreFields& fields, CentreId self) {
  if (!fields.parent_id) {
    bool other_root = exists(tx, "SELECT 1 FROM centre WHERE parent_id IS NULL AND id <> ?1", {self.value});
    if (other_root) return base::refuse_fault("/parent_id", "missing");
    return {};
  }
  auto parent = find<CentreRow>(tx, *fields.parent_id);
  if (!parent || !actor.reaches(edit_centres, {.centre_id = parent->id})) return refuse_reference("/parent_id");
  auto below = self ? centres_below(tx, self) : std::vector<CentreId>{};
  if (std::find(below.begin(), below.end(), parent->id) != below.end())
    return base::refuse_fault("/parent_id", "below_itself");
  return {};
}

base::Status check_code(db::Transaction& tx, const CentreRow& row) {
  if (exists(tx, "SELECT 1 FROM centre WHERE code_fold = ?1 AND id <> ?2", {row.code_fold, row.id.value}))
    return base::refuse_fault("/code", "taken");
  return {};
}

base::Status check(db::Transaction& tx, const Actor& actor, const CentreRow& row, CentreId self) {
  tx.lock("centre");
  if (auto status = check_parent(tx, actor, row, self); !status) return status;
  return check_code(tx, row);
}

void changed(db::Transaction& tx, const Platform& platform, const Actor& actor, CentreId id, Change change,
             std::string detail) {
  audit(tx, platform, actor, {"centre." + base::word_of(change), "centre", id.value, id, std::move(detail)});
  tell(tx, platform, actor, id, id.value, CentreChanged{id, change});
}

// Something hangs on the centre: it can be made inactive, not deleted.
bool in_use(db::Transaction& tx, CentreId id) {
  for (auto sql :
       {"SELECT 1 FROM centre WHERE parent_id = ?1 LIMIT 1", "SELECT 1 FROM person WHERE centre_id = ?1 LIMIT 1",
        "SELECT 1 FROM department WHERE centre_id = ?1 LIMIT 1", "SELECT 1 FROM team WHERE centre_id = ?1 LIMIT 1",
        "SELECT 1 FROM api_key WHERE centre_id = ?1 LIMIT 1"})
    if (exists(tx, sql, {id.value})) return true;
  return false;
}

}  // namespace

base::Result<Page<Centre>> Access::centres(const Actor& actor, const ListQuery& query) {
  if (auto status = actor.require(view_centres); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    ListStatement list(db::columns<Centre>(), "centre", "id", actor.within(view_centres, {.centre = "id"}, 1));
    return page_of<Centre>(tx, list, query, ListStatement::Order::OldestFirst, &db::read_row<Centre>);
  });
}

base::Result<Centre> Access::centre(const Actor& actor, CentreId id) {
  return platform_.database.read(
      [&](db::Transaction& tx) -> base::Result<Centre> { return load_centre(tx, actor, view_centres, id); });
}

base::Result<Centre> Access::create_centre(const Actor& actor, const CentreFields& fields) {
  if (auto status = actor.require(edit_centres); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return create_once<Centre>(tx, platform_, actor, [&]() -> base::Result<Centre> {
      CentreRow row{{fields, platform_.ids.make<CentreId>(), 1, platform_.clock.now()}, search::fold(fields.code)};
      if (auto status = check(tx, actor, row, CentreId{}); !status) return base::pass(status);
      insert(tx, row);
      changed(tx, platform_, actor, row.id, Change::Created, "");
      forget_after_commit(tx);
      return row;
    });
  });
}

base::Result<Centre> Access::edit_centre(const Actor& actor, CentreId id, std::int64_t version,
                                         const CentreFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Centre> {
    auto stored = load_centre(tx, actor, edit_centres, id);
    if (!stored) return base::pass(stored);
    if (auto status = check_version(stored->version, version); !status) return base::pass(status);
    CentreRow row{{fields, id, version + 1, platform_.clock.now()}, search::fold(fields.code)};
    if (auto status = check(tx, actor, row, id); !status) return base::pass(status);
    update(tx, row);
    changed(tx, platform_, actor, id, Change::Edited, changed_fields<CentreFields>(*stored, fields));
    forget_after_commit(tx);
    return row;
  });
}

base::Status Access::delete_centre(const Actor& actor, CentreId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto stored = load_centre(tx, actor, edit_centres, id);
    if (!stored) return base::pass(stored);
    tx.lock("centre");
    if (!stored->parent_id) return base::refuse(base::Code::WrongState, "root_centre_stays");
    if (in_use(tx, id)) return base::refuse(base::Code::Conflict, "centre_in_use");
    erase<CentreRow>(tx, id);
    changed(tx, platform_, actor, id, Change::Deleted, "");
    forget_after_commit(tx);
    return {};
  });
}

}  // namespace org
