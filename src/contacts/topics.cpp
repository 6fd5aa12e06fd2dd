// The live topic of contacts.

#include <memory>

#include "access/events.h"
#include "access/live.h"
#include "contacts/verbs.h"

namespace contacts {
namespace {

// Contacts that are on screen somewhere.
class ContactsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "contacts"; }
  bool by_ids() const override { return true; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    const org::Actor& actor = org::actor_of(viewer);
    if (auto status = actor.require(view_contacts); !status) return base::pass(status);
    auto reach = actor.within(view_contacts, contact_place, 1);
    reach.values.push_back(ids ? *ids : std::vector<std::int64_t>{});
    auto rows = tx.query("SELECT " + db::columns<Contact>() + " FROM contact WHERE " + reach.sql + " AND id {in ?" +
                             std::to_string(reach.values.size()) + "} ORDER BY id",
                         reach.values);
    std::vector<realtime::Item> items;
    for (const auto& contact : db::read_rows<Contact>(rows))
      items.push_back({contact.id.value, base::to_json(contact)});
    return items;
  }

  // A moved centre changes who sees what.
  realtime::Touched touched(const events::Event& event) const override {
    if (event.type.starts_with("contacts.")) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }
};

}  // namespace

void add_contact_topics(realtime::Hub& hub) {
  hub.add(std::make_unique<ContactsTopic>());
}

}  // namespace contacts
