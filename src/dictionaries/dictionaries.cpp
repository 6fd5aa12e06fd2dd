// Verbs on the entries of dictionaries.

#include "dictionaries/dictionaries.h"

#include <algorithm>

#include "content/record.h"
#include "content/rights.h"
#include "dictionaries/events.h"
#include "dictionaries/rules.h"
#include "dictionaries/store.h"
#include "search/search.h"

namespace dictionaries {
namespace {

constexpr std::size_t max_entries = 2'000;

Parents parents_of(const std::vector<EntryRow>& entries) {
  Parents parents;
  for (const auto& entry : entries) parents.emplace(entry.id, entry.parent_id);
  return parents;
}

base::Status check_parent(const Dictionary& dictionary, const Parents& parents, const EntryRow& row) {
  if (row.parent_id) {
    if (!parents.contains(*row.parent_id)) return base::refuse_fault("/parent_id", "no_such_object");
    if (stands_below(parents, *row.parent_id, row.id)) return base::refuse_fault("/parent_id", "below_itself");
  }
  auto moved = parents.contains(row.id) ? row.id : EntryId{};
  if (levels_with(parents, row.parent_id, moved) > dictionary.levels)
    return base::refuse_fault("/parent_id", "too_deep", {{"limit", std::to_string(dictionary.levels)}});
  return {};
}

base::Status check(db::Transaction& tx, const Dictionary& dictionary, const std::vector<EntryRow>& entries,
                   const EntryRow& row) {
  if (!is_key(row.key)) return base::refuse_fault("/key", "bad_key");
  auto same_key = [&](const EntryRow& other) { return other.key == row.key && other.id != row.id; };
  if (std::any_of(entries.begin(), entries.end(), same_key)) return base::refuse_fault("/key", "taken");
  if (auto status = check_parent(dictionary, parents_of(entries), row); !status) return status;
  if (name_is_taken(tx, row)) return base::refuse_fault("/name", "taken");
  auto faults = check_attributes(dictionary.attributes, row.attributes);
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const EntryRow& row,
             org::Change change, std::string detail) {
  content::record(tx, platform, actor, {"dictionary_entry", row.id.value, {}}, change, std::move(detail),
                  EntryChanged{row.id, row.dictionary, change});
}

std::vector<DictionaryEntry> without_folds(const std::vector<EntryRow>& rows) {
  return {rows.begin(), rows.end()};
}

// Gives `rows` the positions 1, 2, … in the order of `ids`; false unless these are the same entries.
bool put_in_order(std::vector<EntryRow>& rows, const std::vector<EntryId>& ids) {
  if (rows.size() != ids.size()) return false;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto from = rows.begin() + static_cast<std::ptrdiff_t>(i);
    auto found = std::find_if(from, rows.end(), [&](const EntryRow& row) { return row.id == ids[i]; });
    if (found == rows.end()) return false;
    std::iter_swap(from, found);
  }
  return true;
}

}  // namespace

base::Result<std::vector<Dictionary>> Dictionaries::dictionaries(const org::Actor& actor) {
  if (auto status = actor.require(content::view_content); !status) return base::pass(status);
  return platform_.database.read([](db::Transaction& tx) { return all_dictionaries(tx); });
}

base::Result<std::vector<DictionaryEntry>> Dictionaries::entries(const org::Actor& actor,
                                                                 const std::string& dictionary) {
  if (auto status = actor.require(content::view_content); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<DictionaryEntry>> {
    if (!find_dictionary(tx, dictionary)) return base::not_found();
    return without_folds(entries_of(tx, dictionary));
  });
}

base::Result<DictionaryEntry> Dictionaries::entry(const org::Actor& actor, EntryId id) {
  if (auto status = actor.require(content::view_content); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<DictionaryEntry> {
    auto row = find_row(tx, id);
    if (!row) return base::not_found();
    return *std::move(row);
  });
}

base::Result<DictionaryEntry> Dictionaries::create_entry(const org::Actor& actor, const std::string& dictionary,
                                                         const DictionaryEntryFields& fields) {
  if (auto status = content::require_edit_everywhere(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<DictionaryEntry>(tx, platform_, actor, [&]() -> base::Result<DictionaryEntry> {
      tx.lock("dictionary");
      auto definition = find_dictionary(tx, dictionary);
      if (!definition) return base::not_found();
      auto entries = entries_of(tx, dictionary);
      if (entries.size() >= max_entries)
        return base::refuse(base::Code::WrongState, "too_many_entries", {{"limit", std::to_string(max_entries)}});
      EntryRow row{{fields, platform_.ids.make<EntryId>(), dictionary, false, 1, platform_.clock.now()},
                   search::fold(fields.name)};
      if (auto status = check(tx, *definition, entries, row); !status) return base::pass(status);
      if (row.position == 0) row.position = last_position(tx, dictionary, row.parent_id) + 1;
      insert(tx, row);
      changed(tx, platform_, actor, row, org::Change::Created, "");
      return row;
    });
  });
}

base::Result<DictionaryEntry> Dictionaries::edit_entry(const org::Actor& actor, EntryId id, std::int64_t version,
                                                       const DictionaryEntryFields& fields) {
  if (auto status = content::require_edit_everywhere(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<DictionaryEntry> {
    tx.lock("dictionary");
    auto stored = find_row(tx, id);
    if (!stored) return base::not_found();
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    // Others know entries by their keys: reports, rules, packs of later versions.
    if (fields.key != stored->key) return base::refuse_fault("/key", "key_stays");
    EntryRow row{{fields, id, stored->dictionary, stored->shipped, version + 1, platform_.clock.now()},
                 search::fold(fields.name)};
    auto definition = find_dictionary(tx, row.dictionary);
    if (!definition) return base::not_found();
    if (auto status = check(tx, *definition, entries_of(tx, row.dictionary), row); !status) return base::pass(status);
    update(tx, row);
    changed(tx, platform_, actor, row, org::Change::Edited,
            org::changed_fields<DictionaryEntryFields>(*stored, fields));
    return row;
  });
}

base::Status Dictionaries::delete_entry(const org::Actor& actor, EntryId id) {
  if (auto status = content::require_edit_everywhere(actor); !status) return status;
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock("dictionary");
    auto stored = find_row(tx, id);
    if (!stored) return base::not_found();
    if (stored->shipped) return base::refuse(base::Code::WrongState, "shipped_content_stays");
    if (!children_of(tx, stored->dictionary, id).empty())
      return base::refuse(base::Code::Conflict, "entry_has_children");
    erase(tx, id);
    changed(tx, platform_, actor, *stored, org::Change::Deleted, stored->dictionary + ' ' + stored->key);
    return {};
  });
}

base::Result<std::vector<DictionaryEntry>> Dictionaries::order_entries(const org::Actor& actor,
                                                                       const std::string& dictionary,
                                                                       const EntryOrder& order) {
  if (auto status = content::require_edit_everywhere(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<std::vector<DictionaryEntry>> {
    tx.lock("dictionary");
    if (!find_dictionary(tx, dictionary)) return base::not_found();
    auto rows = children_of(tx, dictionary, order.parent_id);
    if (!put_in_order(rows, order.ids)) return base::refuse_fault("/ids", "not_the_children");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto position = static_cast<std::int64_t>(i) + 1;
      if (rows[i].position == position) continue;
      rows[i].position = position;
      rows[i].version += 1;
      rows[i].updated_at = platform_.clock.now();
      update(tx, rows[i]);
      changed(tx, platform_, actor, rows[i], org::Change::Edited, "position");
    }
    return without_folds(rows);
  });
}

std::optional<DictionaryEntry> Dictionaries::find_entry(db::Transaction& tx, EntryId id) {
  return find_row(tx, id);
}

std::optional<DictionaryEntry> Dictionaries::find_entry(db::Transaction& tx, std::string_view dictionary,
                                                        std::string_view key) {
  return find_row(tx, dictionary, key);
}

bool Dictionaries::has_entries_below(db::Transaction& tx, const DictionaryEntry& entry) {
  return !children_of(tx, entry.dictionary, entry.id).empty();
}

}  // namespace dictionaries
