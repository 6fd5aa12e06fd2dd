#pragma once
// What dictionaries tell in the event log.

#include <string>
#include <string_view>

#include "access/events.h"
#include "dictionaries/types.h"

namespace dictionaries {

// Subject: the entry.
struct EntryChanged {
  static constexpr std::string_view type = "dictionaries.entry_changed";
  EntryId entry_id;
  std::string dictionary;  // its key
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(EntryChanged, (), (entry_id, dictionary, change))

}  // namespace dictionaries
