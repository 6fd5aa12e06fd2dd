#pragma once
// Dictionaries: the lists of choices that forms, reports and rules refer to. They ship
// with the product and count in all centres; those who edit content of the whole tree
// edit their entries.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden, NotFound, Stale, WrongState, Conflict, Invalid.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "access/api.h"
#include "dictionaries/types.h"
#include "realtime/hub.h"

namespace dictionaries {

class Dictionaries {
 public:
  explicit Dictionaries(org::Platform platform) : platform_(platform) {}

  // The packs of `content_folder`/dictionaries. Throws std::runtime_error with a sentence.
  void load_packs(const std::string& content_folder);

  // By position.
  base::Result<std::vector<Dictionary>> dictionaries(const org::Actor& actor);
  // The whole tree, flat, by position.
  base::Result<std::vector<DictionaryEntry>> entries(const org::Actor& actor, const std::string& dictionary);
  base::Result<DictionaryEntry> entry(const org::Actor& actor, EntryId id);
  base::Result<DictionaryEntry> create_entry(const org::Actor& actor, const std::string& dictionary,
                                             const DictionaryEntryFields& fields);
  base::Result<DictionaryEntry> edit_entry(const org::Actor& actor, EntryId id, std::int64_t version,
                                           const DictionaryEntryFields& fields);
  // One that did not ship, has no children and that nothing refers to.
  base::Status delete_entry(const org::Actor& actor, EntryId id);
  // Gives the entries of that parent in their new order.
  base::Result<std::vector<DictionaryEntry>> order_entries(const org::Actor& actor, const std::string& dictionary,
                                                           const EntryOrder& order);

  // For other modules; empty when there is none.
  static std::optional<DictionaryEntry> find_entry(db::Transaction& tx, EntryId id);
  static std::optional<DictionaryEntry> find_entry(db::Transaction& tx, std::string_view dictionary,
                                                   std::string_view key);
  static bool has_entries_below(db::Transaction& tx, const DictionaryEntry& entry);

 private:
  org::Platform platform_;
};

void add_dictionary_endpoints(org::Api& api, Dictionaries& dictionaries);
// The topic dictionaries: the entries of all of them.
void add_dictionary_topics(realtime::Hub& hub);

}  // namespace dictionaries
