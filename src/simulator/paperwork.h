#pragma once
// What simulated agents do at the end of a conversation, through the verbs, as the people they
// are. Life's thread only.

#include <optional>
#include <string_view>

#include "contacts/contacts.h"
#include "routing/routing.h"
#include "simulator/scripts.h"

namespace simulator {

class Paperwork {
 public:
  Paperwork(const org::Platform& platform, contacts::Contacts& contacts, routing::Routing& routing)
      : platform_(platform), contacts_(contacts), routing_(routing) {}

  // An active entry of a dictionary.
  std::optional<dictionaries::EntryId> entry(std::string_view dictionary, std::string_view key) const;
  // Writes the contact up by the script, unless somebody has; false when that was refused.
  bool record(const org::Actor& agent, contacts::ContactId contact, const Script& script) const;
  // Is done with all items that are to be written up, or with that one.
  void finish(const org::Actor& agent, std::optional<routing::WorkItemId> only) const;

 private:
  const org::Platform& platform_;
  contacts::Contacts& contacts_;
  routing::Routing& routing_;
};

}  // namespace simulator
