// Verbs on roles. Roles count in the whole installation, so only those who reach all
// of it edit them, and nobody puts a right into a role without holding it everywhere.

#include <algorithm>

#include "access/rights.h"
#include "access/verbs.h"
#include "search/search.h"

namespace org {
namespace {

base::Status require_everywhere(const Actor& actor) {
  if (auto status = actor.require(edit_roles); !status) return status;
  if (!actor.reaches_all(edit_roles)) return base::refuse(base::Code::Forbidden, "roles_need_whole_tree");
  return {};
}

base::Status check_name(db::Transaction& tx, const RoleRow& row) {
  if (exists(tx, "SELECT 1 FROM role WHERE name_fold = ?1 AND id <> ?2", {row.name_fold, row.id.value}))
    return base::refuse_fault("/name", "taken");
  return {};
}

bool in_use(db::Transaction& tx, RoleId id) {
  auto mark = "%\"role_id\":\"" + id.text() + "\"%";
  return exists(tx, "SELECT 1 FROM person WHERE grants LIKE ?1 LIMIT 1", {mark}) ||
         exists(tx, "SELECT 1 FROM api_key WHERE grants LIKE ?1 LIMIT 1", {mark});
}

void changed(db::Transaction& tx, const Platform& platform, const Actor& actor, RoleId id, Change change,
             std::string detail) {
  audit(tx, platform, actor, {"role." + base::word_of(change), "role", id.value, {}, std::move(detail)});
  tell(tx, platform, actor, CentreId{}, id.value, RoleChanged{id, change});
}

// Rights that only one of the two lists has.
std::vector<std::string> difference(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::vector<std::string> result;
  std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

void make_unique(std::vector<std::string>& rights) {
  std::sort(rights.begin(), rights.end());
  rights.erase(std::unique(rights.begin(), rights.end()), rights.end());
}

}  // namespace

base::Status Access::check_rights(const Actor& actor, const std::vector<std::string>& rights) const {
  for (const auto& key : rights) {
    auto known = [&](const Right& right) { return right.key == key; };
    auto path = "/rights";
    if (std::none_of(rights_.begin(), rights_.end(), known))
      return base::refuse_fault(path, "no_such_right", {{"right", key}});
    if (!actor.reaches_all(Right{key})) return base::refuse_fault(path, "more_than_own", {{"right", key}});
  }
  return {};
}

base::Result<Page<Role>> Access::roles(const Actor& actor, const ListQuery& query) {
  if (auto status = actor.require(view_roles); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    ListStatement list(db::columns<Role>(), "role", "id", {"1 = 1", {}});
    return page_of<Role>(tx, list, query, ListStatement::Order::OldestFirst, &db::read_row<Role>);
  });
}

base::Result<Role> Access::role(const Actor& actor, RoleId id) {
  if (auto status = actor.require(view_roles); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Role> {
    auto row = find<RoleRow>(tx, id);
    if (!row) return base::not_found();
    return *row;
  });
}

base::Result<Role> Access::create_role(const Actor& actor, const RoleFields& fields) {
  if (auto status = require_everywhere(actor); !status) return base::pass(status);
  if (auto status = check_rights(actor, fields.rights); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return create_once<Role>(tx, platform_, actor, [&]() -> base::Result<Role> {
      RoleRow row{{fields, platform_.ids.make<RoleId>(), "", 1, platform_.clock.now()}, search::fold(fields.name)};
      make_unique(row.rights);
      tx.lock("role");
      if (auto status = check_name(tx, row); !status) return base::pass(status);
      insert(tx, row);
      changed(tx, platform_, actor, row.id, Change::Created, "");
      return row;
    });
  });
}

base::Result<Role> Access::edit_role(const Actor& actor, RoleId id, std::int64_t version, const RoleFields& fields) {
  if (auto status = require_everywhere(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Role> {
    tx.lock("role");
    auto stored = find<RoleRow>(tx, id);
    if (!stored) return base::not_found();
    if (auto status = check_version(stored->version, version); !status) return base::pass(status);
    if (stored->key == "system_administrator" && !difference(stored->rights, fields.rights).empty())
      return base::refuse(base::Code::WrongState, "administrator_role_stays");
    if (auto status = check_rights(actor, difference(stored->rights, fields.rights)); !status)
      return base::pass(status);
    RoleRow row{{fields, id, stored->key, version + 1, platform_.clock.now()}, search::fold(fields.name)};
    make_unique(row.rights);
    if (auto status = check_name(tx, row); !status) return base::pass(status);
    update(tx, row);
    changed(tx, platform_, actor, id, Change::Edited, changed_fields<RoleFields>(*stored, fields));
    forget_after_commit(tx);
    return row;
  });
}

base::Status Access::delete_role(const Actor& actor, RoleId id) {
  if (auto status = require_everywhere(actor); !status) return status;
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto stored = find<RoleRow>(tx, id);
    if (!stored) return base::not_found();
    if (!stored->key.empty()) return base::refuse(base::Code::WrongState, "shipped_role_stays");
    if (in_use(tx, id)) return base::refuse(base::Code::Conflict, "role_in_use");
    erase<RoleRow>(tx, id);
    changed(tx, platform_, actor, id, Change::Deleted, "");
    return {};
  });
}

}  // namespace org
