#include "dictionaries/store.h"

namespace dictionaries {
namespace {

const std::string& select_entries() {
  static const std::string sql = db::select<EntryRow>("dictionary_entry");
  return sql;
}

}  // namespace

std::vector<Dictionary> all_dictionaries(db::Transaction& tx) {
  return db::read_rows<Dictionary>(tx.query(db::select<Dictionary>("dictionary") + "ORDER BY position, id"));
}

std::optional<Dictionary> find_dictionary(db::Transaction& tx, std::string_view key) {
  return db::first_row<Dictionary>(tx.query(db::select<Dictionary>("dictionary") + "WHERE key = ?1", key));
}

void insert(db::Transaction& tx, const Dictionary& row) {
  db::insert_row(tx, "dictionary", row);
}

void update(db::Transaction& tx, const Dictionary& row) {
  db::update_row(tx, "dictionary", row);
}

std::optional<EntryRow> find_row(db::Transaction& tx, EntryId id) {
  return db::first_row<EntryRow>(tx.query(select_entries() + "WHERE id = ?1", id));
}

std::optional<EntryRow> find_row(db::Transaction& tx, std::string_view dictionary, std::string_view key) {
  return db::first_row<EntryRow>(tx.query(select_entries() + "WHERE dictionary = ?1 AND key = ?2", dictionary, key));
}

std::vector<EntryRow> entries_of(db::Transaction& tx, std::string_view dictionary) {
  return db::read_rows<EntryRow>(
      tx.query(select_entries() + "WHERE dictionary = ?1 ORDER BY position, id", dictionary));
}

std::vector<EntryRow> children_of(db::Transaction& tx, std::string_view dictionary, std::optional<EntryId> parent) {
  return db::read_rows<EntryRow>(
      tx.query(select_entries() + "WHERE dictionary = ?1 AND parent_id IS NOT DISTINCT FROM ?2 ORDER BY position, id",
               dictionary, parent));
}

std::int64_t last_position(db::Transaction& tx, std::string_view dictionary, std::optional<EntryId> parent) {
  auto rows = tx.query(
      "SELECT coalesce(max(position), 0) FROM dictionary_entry "
      "WHERE dictionary = ?1 AND parent_id IS NOT DISTINCT FROM ?2",
      dictionary, parent);
  return rows[0].integer(0);
}

bool name_is_taken(db::Transaction& tx, const EntryRow& row) {
  auto rows = tx.query(
      "SELECT 1 FROM dictionary_entry WHERE dictionary = ?1 AND parent_id IS NOT DISTINCT FROM ?2 "
      "AND name_fold = ?3 AND id <> ?4",
      row.dictionary, row.parent_id, row.name_fold, row.id);
  return !rows.empty();
}

void insert(db::Transaction& tx, const EntryRow& row) {
  db::insert_row(tx, "dictionary_entry", row);
}

void update(db::Transaction& tx, const EntryRow& row) {
  db::update_row(tx, "dictionary_entry", row);
}

void erase(db::Transaction& tx, EntryId id) {
  tx.execute("DELETE FROM dictionary_entry WHERE id = ?1", id);
}

}  // namespace dictionaries
