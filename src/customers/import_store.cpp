#include "customers/import_store.h"

namespace customers {
namespace {

constexpr int shown_faults = 20;

}  // namespace

std::optional<ImportRow> find_import(db::Transaction& tx, ImportId id) {
  return db::first_row<ImportRow>(tx.query(db::select<ImportRow>("customer_import") + "WHERE id = ?1", id));
}

bool save_import(db::Transaction& tx, ImportRow& row, base::Time now) {
  if (tx.execute("UPDATE customer_import SET version = version + 1 WHERE id = ?1 AND version = ?2", row.id,
                 row.version) != 1)
    return false;
  row.version += 1;
  row.updated_at = now;
  db::update_row(tx, "customer_import", row);
  return true;
}

void delete_import(db::Transaction& tx, ImportId id) {
  tx.execute("DELETE FROM customer_import_fault WHERE import_id = ?1", id);
  tx.execute("DELETE FROM customer_import WHERE id = ?1", id);
}

std::vector<ImportFaultRow> faults_after(db::Transaction& tx, ImportId id, std::int64_t after, int limit) {
  auto sql =
      db::select<ImportFaultRow>("customer_import_fault") + "WHERE import_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
  return db::read_rows<ImportFaultRow>(tx.query(sql, id, after, limit));
}

ImportFault to_fault(const base::Messages& messages, std::string_view language, const ImportFaultRow& row) {
  base::Fields fields(row.fields.begin(), row.fields.end());
  return {row.line, row.title, row.code, messages.text(language, "faults." + row.code, fields)};
}

Import to_import(db::Transaction& tx, const base::Messages& messages, std::string_view language, const ImportRow& row) {
  Import import;
  import.id = row.id;
  import.centre_id = row.centre_id;
  import.file_name = row.file_name;
  import.encoding = row.encoding;
  import.state = row.state;
  if (!row.failure.empty()) import.failure = messages.text(language, "errors." + row.failure);
  import.columns = row.columns;
  import.duplicates = row.duplicates;
  import.rows = row.rows;
  import.created = row.created;
  import.updated = row.updated;
  import.skipped = row.skipped;
  import.faulty = row.faulty;
  if (row.faulty > 0)
    for (const auto& fault : faults_after(tx, row.id, 0, shown_faults))
      import.faults.push_back(to_fault(messages, language, fault));
  import.version = row.version;
  import.created_at = row.created_at;
  return import;
}

void tell_progress(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& actor,
                   const ImportRow& row) {
  tell(tx, platform, actor, row.centre_id, row.id.value, ImportProgressed{row.id, row.state, row.rows, row.handled()});
}

void keep_file(db::Transaction& tx, const org::Platform& platform, const files::Store& files, ImportRow& row,
               std::optional<base::Time> expires_at) {
  auto file = row.file_id ? files.find(tx, *row.file_id) : std::nullopt;
  if (!file) return;
  files.remove(tx, file->id, platform.clock.now());
  file->id = platform.ids.make<files::FileId>();
  file->expires_at = expires_at;
  files.add(tx, *file);
  row.file_id = file->id;
}

}  // namespace customers
