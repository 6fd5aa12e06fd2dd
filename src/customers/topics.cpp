// The live topics of customers.

#include <algorithm>
#include <memory>

#include "access/live.h"
#include "customers/import_store.h"
#include "customers/verbs.h"
#include "realtime/items.h"

namespace customers {
namespace {

// A moved centre, or a person who went to another team, changes who sees what.
bool moves_reach(const events::Event& event) {
  return event.type == org::CentreChanged::type || event.type == org::PersonChanged::type;
}

template <class E>
realtime::Touched both_of(const events::Event& event) {
  auto body = event.as<E>();
  return {{body.kept_id.value, body.other_id.value}, false};
}

// Files that are on screen somewhere, masked.
class CustomersTopic final : public realtime::Topic {
 public:
  explicit CustomersTopic(const Customers& customers) : customers_(customers) {}

  std::string_view name() const override { return "customers"; }
  bool by_ids() const override { return true; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    const org::Actor& actor = org::actor_of(viewer);
    if (auto status = actor.require(view_customers); !status) return base::pass(status);
    std::vector<CustomerId> wanted;
    for (auto id : ids ? *ids : std::vector<std::int64_t>{}) wanted.push_back({id});
    auto rows = find_rows(tx, wanted);
    std::erase_if(rows, [&](const CustomerRow& row) { return !customers_.sees(tx, actor, row); });
    return realtime::items_of(to_customers(tx, std::move(rows)));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == CustomerChanged::type) return {{event.subject_id}, false};
    if (event.type == CustomersMerged::type) return both_of<CustomersMerged>(event);
    if (event.type == CustomersSplit::type) return both_of<CustomersSplit>(event);
    return {{}, moves_reach(event)};
  }

 private:
  const Customers& customers_;
};

class FieldsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "customer_fields"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    const org::Actor& actor = org::actor_of(viewer);
    if (!actor.may(edit_customer_fields))
      if (auto status = actor.require(view_customers); !status) return base::pass(status);
    return realtime::items_of(realtime::only(load_definitions(tx), ids));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == CustomerFieldChanged::type) return {{event.subject_id}, false};
    return {};
  }
};

// Imports as the list shows them. The newest are enough: older ones do not move any more.
class ImportsTopic final : public realtime::Topic {
 public:
  explicit ImportsTopic(const base::Messages& messages) : messages_(messages) {}

  std::string_view name() const override { return "customer_imports"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible(viewer, import_customers, {.centre = "centre_id"}, "id", ids);
    if (!seen) return base::pass(seen);
    org::ListStatement list(db::columns<ImportRow>(), "customer_import", "id", *std::move(seen));
    std::vector<Import> imports;
    for (db::Row row : list.page(tx, {max_imports - 1, {}}, org::ListStatement::Order::NewestFirst))
      imports.push_back(to_import(tx, messages_, org::actor_of(viewer).language, db::read_row<ImportRow>(row)));
    return realtime::items_of(imports);
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == ImportProgressed::type) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }

 private:
  static constexpr int max_imports = 200;

  const base::Messages& messages_;
};

}  // namespace

void add_customer_topics(realtime::Hub& hub, const Customers& customers, const base::Messages& messages) {
  hub.add(std::make_unique<CustomersTopic>(customers));
  hub.add(std::make_unique<FieldsTopic>());
  hub.add(std::make_unique<ImportsTopic>(messages));
}

}  // namespace customers
