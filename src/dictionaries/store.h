#pragma once
// All SQL of dictionaries. Private to the module.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "db/rows.h"
#include "dictionaries/types.h"

namespace dictionaries {

struct EntryRow : DictionaryEntry {
  std::string name_fold;
};
BOOST_DESCRIBE_STRUCT(EntryRow, (DictionaryEntry), (name_fold))

std::vector<Dictionary> all_dictionaries(db::Transaction& tx);
std::optional<Dictionary> find_dictionary(db::Transaction& tx, std::string_view key);
void insert(db::Transaction& tx, const Dictionary& row);
void update(db::Transaction& tx, const Dictionary& row);

std::optional<EntryRow> find_row(db::Transaction& tx, EntryId id);
std::optional<EntryRow> find_row(db::Transaction& tx, std::string_view dictionary, std::string_view key);
// By position.
std::vector<EntryRow> entries_of(db::Transaction& tx, std::string_view dictionary);
std::vector<EntryRow> children_of(db::Transaction& tx, std::string_view dictionary, std::optional<EntryId> parent);
std::int64_t last_position(db::Transaction& tx, std::string_view dictionary, std::optional<EntryId> parent);
bool name_is_taken(db::Transaction& tx, const EntryRow& row);
void insert(db::Transaction& tx, const EntryRow& row);
void update(db::Transaction& tx, const EntryRow& row);
void erase(db::Transaction& tx, EntryId id);

}  // namespace dictionaries
