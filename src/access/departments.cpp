// Verbs on departments: a tree of their own inside each centre.

#include "access/rights.h"
#include "access/verbs.h"

namespace org {
namespace {

Place place_of(const Department& department) {
  return {.centre_id = department.centre_id, .department_id = department.id};
}

base::Result<Department> load_department(db::Transaction& tx, const Actor& actor, Right right, DepartmentId id) {
  return load<Department>(tx, actor, right, id, [](const Department& d) { return place_of(d); });
}

// Whether `ancestor` stands above `department` or is it.
bool stands_below(db::Transaction& tx, DepartmentId department, DepartmentId ancestor) {
  return exists(tx,
                "WITH RECURSIVE above (id, parent_id) AS (SELECT id, parent_id FROM department WHERE id = ?1 "
                "UNION SELECT d.id, d.parent_id FROM department d JOIN above a ON d.id = a.parent_id) "
                "SELECT 1 FROM above WHERE id = ?2",
                {department.value, ancestor.value});
}

base::Status check(db::Transaction& tx, const Actor& actor, const DepartmentFields& fields, DepartmentId self) {
  tx.lock("department");
  // Only someone who reaches the whole centre makes departments in it, or moves them there.
  if (!actor.reaches(edit_organisation,
                     {.centre_id = fields.centre_id, .department_id = self ? std::optional(self) : std::nullopt}) ||
      !find<CentreRow>(tx, fields.centre_id))
    return refuse_reference("/centre_id");
  if (fields.parent_id) {
    auto parent = find<Department>(tx, *fields.parent_id);
    if (!parent || parent->centre_id != fields.centre_id) return refuse_reference("/parent_id");
    if (self && stands_below(tx, parent->id, self)) return base::refuse_fault("/parent_id", "below_itself");
  }
  bool taken = exists(tx, "SELECT 1 FROM department WHERE centre_id = ?1 AND name = ?2 AND id <> ?3",
                      {fields.centre_id.value, fields.name, self.value});
  if (taken) return base::refuse_fault("/name", "taken");
  return {};
}

bool in_use(db::Transaction& tx, DepartmentId id) {
  for (auto sql :
       {"SELECT 1 FROM department WHERE parent_id = ?1 LIMIT 1", "SELECT 1 FROM team WHERE department_id = ?1 LIMIT 1",
        "SELECT 1 FROM person WHERE department_id = ?1 LIMIT 1"})
    if (exists(tx, sql, {id.value})) return true;
  return false;
}

void changed(db::Transaction& tx, const Platform& platform, const Actor& actor, const Department& department,
             Change change, std::string detail) {
  audit(tx, platform, actor,
        {"department." + base::word_of(change), "department", department.id.value, department.centre_id,
         std::move(detail)});
  tell(tx, platform, actor, department.centre_id, department.id.value, DepartmentChanged{department.id, change});
}

}  // namespace

base::Result<Page<Department>> Access::departments(const Actor& actor, std::optional<CentreId> centre,
                                                   const ListQuery& query) {
  if (auto status = actor.require(view_organisation); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    ListStatement list(db::columns<Department>(), "department", "id",
                       actor.within(view_organisation, {.centre = "centre_id", .department = "id"}, 1));
    if (centre) list.require("centre_id = ?%1", *centre);
    return page_of<Department>(tx, list, query, ListStatement::Order::OldestFirst, &db::read_row<Department>);
  });
}

base::Result<Department> Access::department(const Actor& actor, DepartmentId id) {
  return platform_.database.read(
      [&](db::Transaction& tx) { return load_department(tx, actor, view_organisation, id); });
}

base::Result<Department> Access::create_department(const Actor& actor, const DepartmentFields& fields) {
  if (auto status = actor.require(edit_organisation); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return create_once<Department>(tx, platform_, actor, [&]() -> base::Result<Department> {
      if (auto status = check(tx, actor, fields, DepartmentId{}); !status) return base::pass(status);
      Department row{fields, platform_.ids.make<DepartmentId>(), 1, platform_.clock.now()};
      insert(tx, row);
      changed(tx, platform_, actor, row, Change::Created, "");
      return row;
    });
  });
}

base::Result<Department> Access::edit_department(const Actor& actor, DepartmentId id, std::int64_t version,
                                                 const DepartmentFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Department> {
    auto stored = load_department(tx, actor, edit_organisation, id);
    if (!stored) return stored;
    if (auto status = check_version(stored->version, version); !status) return base::pass(status);
    if (fields.centre_id != stored->centre_id && in_use(tx, id))
      return base::refuse(base::Code::Conflict, "department_in_use");
    if (auto status = check(tx, actor, fields, id); !status) return base::pass(status);
    Department row{fields, id, version + 1, platform_.clock.now()};
    update(tx, row);
    changed(tx, platform_, actor, row, Change::Edited, changed_fields<DepartmentFields>(*stored, fields));
    return row;
  });
}

base::Status Access::delete_department(const Actor& actor, DepartmentId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto stored = load_department(tx, actor, edit_organisation, id);
    if (!stored) return base::pass(stored);
    if (in_use(tx, id)) return base::refuse(base::Code::Conflict, "department_in_use");
    erase<Department>(tx, id);
    changed(tx, platform_, actor, *stored, Change::Deleted, "");
    return {};
  });
}

}  // namespace org
