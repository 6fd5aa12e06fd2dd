// Verbs on relations between customers. Both sides see them.

#include "customers/verbs.h"

namespace customers {
namespace {

constexpr std::size_t max_relations = 500;

void related(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const CustomerRow& row,
             const CustomerRow& other, bool related) {
  auto kind = related ? ChangeKind::Related : ChangeKind::Unrelated;
  auto difference = [&](const CustomerRow& of) {
    return std::vector{Difference{"relations", related ? "" : of.name, related ? of.name : ""}};
  };
  record_change(tx, platform, actor.ref, row.id, kind, difference(other));
  record_change(tx, platform, actor.ref, other.id, kind, difference(row));
  org::audit(tx, platform, actor,
             {related ? "customer.related" : "customer.unrelated", "customer", row.id.value, row.centre_id,
              "customer " + other.id.text()});
  tell(tx, platform, actor.ref, row.centre_id, row.id.value, CustomersRelated{row.id, other.id, related});
}

bool is_related(db::Transaction& tx, CustomerId id, CustomerId other) {
  return !tx.query("SELECT 1 FROM customer_relation WHERE customer_id = ?1 AND other_id = ?2", id, other).empty();
}

}  // namespace

base::Result<std::vector<Relation>> Customers::relations(const org::Actor& actor, CustomerId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<Relation>> {
    if (auto row = load_seen(tx, actor, id); !row) return base::pass(row);
    std::vector<Relation> relations;
    for (const auto& row : relations_of(tx, id)) {
      auto other = find_row(tx, row.other_id);
      bool shown = other && actor.reaches(view_customers, place_of(tx, *other));
      relations.push_back({row.other_id, shown ? other->name : "", row.kind, row.note});
    }
    return relations;
  });
}

base::Result<Relation> Customers::relate(const org::Actor& actor, CustomerId id, const NewRelation& relation) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Relation> {
    tx.lock(links_lock);
    auto row = load_unmerged(tx, actor, edit_customers, id);
    if (!row) return base::pass(row);
    auto other = load_customer(tx, actor, view_customers, relation.other_id);
    if (!other || other->merged_into) return refuse_reference("/other_id");
    if (other->id == id) return base::refuse_fault("/other_id", "same_customer");
    if (is_related(tx, id, other->id)) return base::refuse_fault("/other_id", "related_already");
    for (auto side : {id, other->id})
      if (relations_of(tx, side).size() >= max_relations)
        return base::refuse(base::Code::Conflict, "too_many_relations", {{"limit", std::to_string(max_relations)}});
    put_relation(tx, {id, other->id, relation.kind, relation.note});
    related(tx, platform_, actor, *row, *other, true);
    return Relation{other->id, other->name, relation.kind, relation.note};
  });
}

base::Status Customers::unrelate(const org::Actor& actor, CustomerId id, CustomerId other_id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock(links_lock);
    auto row = load_unmerged(tx, actor, edit_customers, id);
    if (!row) return base::pass(row);
    auto other = find_row(tx, other_id);
    if (!other || !is_related(tx, id, other_id)) return base::not_found();
    erase_relation(tx, id, other_id);
    related(tx, platform_, actor, *row, *other, false);
    return {};
  });
}

}  // namespace customers
