// The live topic of contacts.

#include <memory>

#include "access/events.h"
#include "access/live.h"
#include "contacts/verbs.h"
#include "realtime/items.h"

namespace contacts {
namespace {

// Contacts that are on screen somewhere.
class ContactsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "contacts"; }
  bool by_ids() const override { return true; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    const std::vector<std::int64_t> none;
    auto seen = org::visible(viewer, view_contacts, contact_place, "id", ids ? ids : &none);
    if (!seen) return base::pass(seen);
    auto rows = tx.query(db::select<Contact>("contact") + "WHERE " + seen->sql + " ORDER BY id", seen->values);
    return realtime::items_of(db::read_rows<Contact>(rows));
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
