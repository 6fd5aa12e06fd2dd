#pragma once
// Rows of imports. Private to the module.

#include <optional>
#include <vector>

#include "base/messages.h"
#include "customers/store.h"
#include "files/store.h"

namespace customers {

using ImportFaultId = base::Id<struct ImportFaultTag>;

struct ImportRow {
  ImportId id;
  org::CentreId centre_id;
  std::string file_name;
  std::string encoding;
  std::string delimiter;
  ImportState state = ImportState::Previewed;
  std::string failure;  // the key of an error
  std::vector<Column> columns;
  Duplicates duplicates = Duplicates::Skip;
  std::string sample;  // sealed
  std::int64_t rows = 0, created = 0, updated = 0, skipped = 0, faulty = 0;
  std::optional<files::FileId> file_id;
  std::int64_t next_offset = 0;
  std::int64_t next_line = 1;
  base::ActorKind actor_kind = base::ActorKind::System;
  std::int64_t actor_id = 0;
  std::int64_t version = 1;
  base::Time created_at;
  base::Time updated_at;

  base::ActorRef actor() const { return {actor_kind, actor_id}; }
  std::int64_t handled() const { return created + updated + skipped + faulty; }
};
BOOST_DESCRIBE_STRUCT(ImportRow, (),
                      (id, centre_id, file_name, encoding, delimiter, state, failure, columns, duplicates, sample, rows,
                       created, updated, skipped, faulty, file_id, next_offset, next_line, actor_kind, actor_id,
                       version, created_at, updated_at))

struct ImportFaultRow {
  ImportFaultId id;
  ImportId import_id;
  std::int64_t line = 0;
  std::string title;  // of the column; "" the whole row
  std::string code;
  std::map<std::string, std::string> fields;
};
BOOST_DESCRIBE_STRUCT(ImportFaultRow, (), (id, import_id, line, title, code, fields))
constexpr auto limits_of(const ImportFaultRow*) {
  return std::array{base::Limit{.field = "fields", .max_length = 20'000}};
}

// The kind of the job that runs imports, and the owner of their files.
inline constexpr std::string_view import_kind = "customers.import";

struct ImportJob {
  ImportId import_id;
};
BOOST_DESCRIBE_STRUCT(ImportJob, (), (import_id))

std::optional<ImportRow> find_import(db::Transaction& tx, ImportId id);
// Writes the row over the one that was read, whose version it raises; false when that has changed meanwhile.
bool save_import(db::Transaction& tx, ImportRow& row, base::Time now);
void delete_import(db::Transaction& tx, ImportId id);

// The faults behind `after`, in the order of the file.
std::vector<ImportFaultRow> faults_after(db::Transaction& tx, ImportId id, std::int64_t after, int limit);
ImportFault to_fault(const base::Messages& messages, std::string_view language, const ImportFaultRow& row);

// As lists and the live feed show it: without sample.
Import to_import(db::Transaction& tx, const base::Messages& messages, std::string_view language, const ImportRow& row);

void tell_progress(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& actor,
                   const ImportRow& row);

// Replaces the row of the import's file by one that expires then (or never).
void keep_file(db::Transaction& tx, const org::Platform& platform, const files::Store& files, ImportRow& row,
               std::optional<base::Time> expires_at);

}  // namespace customers
