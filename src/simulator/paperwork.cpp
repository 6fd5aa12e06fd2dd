#include "simulator/paperwork.h"

#include "dictionaries/dictionaries.h"

namespace simulator {

std::optional<dictionaries::EntryId> Paperwork::entry(std::string_view dictionary, std::string_view key) const {
  return platform_.database.read([&](db::Transaction& tx) -> std::optional<dictionaries::EntryId> {
    auto found = dictionaries::Dictionaries::find_entry(tx, dictionary, key);
    return found && found->active ? std::optional(found->id) : std::nullopt;
  });
}

bool Paperwork::record(const org::Actor& agent, contacts::ContactId id, const Script& script) const {
  auto contact = contacts_.contact(org::system_actor(), id);
  if (!contact || contact->record_complete) return true;
  contacts::ContactFields fields = *contact;
  fields.kind_id = entry("contact_kinds", script.kind);
  fields.business_line_id = entry("business_lines", script.business_line);
  fields.disposition_id = entry("dispositions", script.disposition);
  fields.urgency_id = entry("urgency", script.urgency);
  if (script.responsibility) fields.responsibility_id = entry("responsibility", *script.responsibility);
  fields.note = script.note;
  fields.record_complete = fields.disposition_id.has_value();
  return contacts_.edit(agent, contact->id, contact->version, fields).has_value();
}

void Paperwork::finish(const org::Actor& agent, std::optional<routing::WorkItemId> only) const {
  auto work = routing_.own_work(agent);
  if (!work) return;
  for (const auto& item : *work)
    if (item.state == routing::ItemState::WrapUp && (!only || item.id == *only)) (void)routing_.finish(agent, item.id);
}

}  // namespace simulator
