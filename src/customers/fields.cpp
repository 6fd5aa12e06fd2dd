// Verbs on the definitions of own fields. They count in all centres.

#include "customers/own_fields.h"
#include "customers/verbs.h"

namespace customers {
namespace {

constexpr std::size_t max_definitions = 100;

std::optional<FieldDefinition> find_definition(db::Transaction& tx, FieldId id) {
  return db::first_row<FieldDefinition>(tx.query(db::select<FieldDefinition>("customer_field") + "WHERE id = ?1", id));
}

base::Status may_define(const org::Actor& actor) {
  if (auto status = actor.require(edit_customer_fields); !status) return status;
  if (!actor.reaches_all(edit_customer_fields)) return base::refuse(base::Code::Forbidden, "fields_need_whole_tree");
  return {};
}

base::Status check(db::Transaction& tx, const FieldFields& fields, FieldId self) {
  std::vector<base::Fault> faults;
  check_definition(fields, faults);
  if (!tx.query("SELECT 1 FROM customer_field WHERE key = ?1 AND id <> ?2", fields.key, self).empty())
    faults.push_back({"/key", "taken", {}});
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, FieldId id,
             org::Change change, std::string detail) {
  org::audit(tx, platform, actor,
             {"customer_field." + base::word_of(change), "customer_field", id.value, {}, std::move(detail)});
  tell(tx, platform, actor.ref, {}, id.value, CustomerFieldChanged{id, change});
}

}  // namespace

base::Result<std::vector<FieldDefinition>> Customers::fields(const org::Actor& actor) {
  if (!actor.may(edit_customer_fields))
    if (auto status = actor.require(view_customers); !status) return base::pass(status);
  return platform_.database.read(
      [](db::Transaction& tx) { return base::Result<std::vector<FieldDefinition>>(load_definitions(tx)); });
}

base::Result<FieldDefinition> Customers::create_field(const org::Actor& actor, const FieldFields& fields) {
  if (auto status = may_define(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<FieldDefinition>(tx, platform_, actor, [&]() -> base::Result<FieldDefinition> {
      tx.lock("customer_field");
      if (load_definitions(tx).size() >= max_definitions)
        return base::refuse(base::Code::Conflict, "too_many_fields", {{"limit", std::to_string(max_definitions)}});
      if (auto status = check(tx, fields, FieldId{}); !status) return base::pass(status);
      FieldDefinition row{fields, platform_.ids.make<FieldId>(), 1, platform_.clock.now()};
      db::insert_row(tx, "customer_field", row);
      changed(tx, platform_, actor, row.id, org::Change::Created, "");
      return row;
    });
  });
}

base::Result<FieldDefinition> Customers::edit_field(const org::Actor& actor, FieldId id, std::int64_t version,
                                                    const FieldFields& fields) {
  if (auto status = may_define(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<FieldDefinition> {
    tx.lock("customer_field");
    auto stored = find_definition(tx, id);
    if (!stored) return base::not_found();
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    if (fields.key != stored->key) return base::refuse_fault("/key", "key_stays");
    if (auto status = check(tx, fields, id); !status) return base::pass(status);
    if (fields.kind != stored->kind && field_has_values(tx, fields.key))
      return base::refuse_fault("/kind", "field_has_values");
    FieldDefinition row{fields, id, version + 1, platform_.clock.now()};
    db::update_row(tx, "customer_field", row);
    changed(tx, platform_, actor, id, org::Change::Edited, org::changed_fields<FieldFields>(*stored, fields));
    return row;
  });
}

base::Status Customers::delete_field(const org::Actor& actor, FieldId id) {
  if (auto status = may_define(actor); !status) return status;
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock("customer_field");
    auto stored = find_definition(tx, id);
    if (!stored) return base::not_found();
    if (field_has_values(tx, stored->key)) return base::refuse(base::Code::Conflict, "field_has_values");
    tx.execute("DELETE FROM customer_field WHERE id = ?1", id);
    changed(tx, platform_, actor, id, org::Change::Deleted, "key " + stored->key);
    return {};
  });
}

}  // namespace customers
