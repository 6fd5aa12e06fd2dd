// Verbs on imports: uploading a table, looking at it, running it, reading its faults.

#include <algorithm>
#include <chrono>
#include <memory>

#include "base/charset.h"
#include "base/csv.h"
#include "base/text.h"
#include "customers/import_store.h"
#include "customers/import_table.h"
#include "customers/verbs.h"
#include "jobs/jobs.h"

namespace customers {
namespace {

constexpr std::size_t max_file_bytes = 20 * 1024 * 1024;
constexpr std::int64_t max_rows = 200'000;
constexpr std::size_t sample_rows = 20, sample_characters = 200;
constexpr base::Duration preview_kept = std::chrono::hours(24);

using Sample = std::vector<std::vector<std::string>>;

// An uploaded table after its first reading.
struct Table {
  base::DecodedText decoded;
  char delimiter = ',';
  std::vector<std::string> titles;
  std::int64_t rows = 0;
  base::CsvPlace first_row;
  Sample sample;
};

std::string shown(const std::string& cell) {
  std::string text(base::head_utf8(cell, sample_characters));
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

void add_sample(Sample& sample, const base::CsvRow& row) {
  auto& cells = sample.emplace_back();
  for (const auto& cell : row.cells) cells.push_back(shown(cell));
}

base::Status read_rows(Table& table) {
  base::CsvReader reader(table.decoded.text, table.delimiter);
  auto titles = reader.next();
  if (!titles) return base::pass(titles);
  if (!*titles) return base::refuse(base::Code::Invalid, "import_empty");
  table.titles = (*titles)->cells;
  table.first_row = reader.place();
  while (true) {
    auto row = reader.next();
    if (!row) return base::pass(row);
    if (!*row) break;
    if (is_blank(**row)) continue;
    if (++table.rows > max_rows)
      return base::refuse(base::Code::Invalid, "import_too_many_rows", {{"limit", std::to_string(max_rows)}});
    if (table.sample.size() < sample_rows) add_sample(table.sample, **row);
  }
  if (table.rows == 0) return base::refuse(base::Code::Invalid, "import_empty");
  return {};
}

base::Result<Table> read_table(std::string_view content) {
  if (content.size() > max_file_bytes)
    return base::refuse(base::Code::TooLarge, "import_too_large", {{"limit", "20 MB"}});
  auto decoded = base::decode_text(content);
  if (!decoded) return base::pass(decoded);
  Table table{*std::move(decoded), ',', {}, 0, {}, {}};
  table.delimiter = base::guess_csv_delimiter(table.decoded.text);
  if (auto status = read_rows(table); !status) return base::pass(status);
  return table;
}

std::string sample_context(ImportId id) {
  return "customer_import.sample:" + id.text();
}

Sample open_sample(const keys::KeyRing& keys, const ImportRow& row) {
  Sample sample;
  auto text = keys.open(row.sample, sample_context(row.id));
  if (text) (void)base::read_json(*text, base::type_of<Sample>(), &sample, {.trim = false});
  return sample;
}

base::Result<ImportRow> load_import(db::Transaction& tx, const org::Actor& actor, ImportId id) {
  if (auto status = actor.require(import_customers); !status) return base::pass(status);
  auto row = find_import(tx, id);
  if (!row || !actor.reaches(import_customers, {.centre_id = row->centre_id})) return base::not_found();
  return *std::move(row);
}

void audit_import(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const ImportRow& row,
                  std::string_view action) {
  org::audit(tx, platform, actor, {action, "customer_import", row.id.value, row.centre_id, ""});
}

// The rows that have faults, as they were uploaded, each with its reasons. Used by one worker at a time.
class FaultyRows {
 public:
  FaultyRows(db::Database& database, const base::Messages& messages, std::string language, ImportRow row,
             std::string content)
      : database_(database),
        messages_(messages),
        language_(std::move(language)),
        row_(std::move(row)),
        content_(std::move(content)),
        reader_(content_, row_.delimiter.at(0)) {}

  std::string next() {
    std::string piece;
    if (!started_) write_titles(piece);
    started_ = true;
    auto faults =
        database_.read([&](db::Transaction& tx) { return faults_after(tx, row_.id, after_.value, page_size); });
    for (const auto& fault : faults) take(fault, piece);
    if (!faults.empty()) after_ = faults.back().id;
    if (faults.empty()) write_row(piece);
    return piece;
  }

 private:
  static constexpr int page_size = 500;

  void write_titles(std::string& out) {
    auto titles = reader_.next();
    if (!titles || !*titles) return;
    out = "\xEF\xBB\xBF";
    auto cells = (*titles)->cells;
    cells.push_back(messages_.text(language_, "customer_import.reasons"));
    base::write_csv_row(out, cells, base::CsvFormulas::Defuse);
  }

  // Faults come line by line; a row is written when the faults of the next one begin.
  void take(const ImportFaultRow& fault, std::string& out) {
    if (fault.line != line_) write_row(out);
    line_ = fault.line;
    auto shown = to_fault(messages_, language_, fault);
    reasons_ += (reasons_.empty() ? "" : "; ") + (shown.column.empty() ? "" : shown.column + ": ") + shown.message;
  }

  void write_row(std::string& out) {
    if (line_ == 0) return;
    for (auto row = reader_.next(); row && *row; row = reader_.next())
      if ((*row)->line == line_) {
        auto cells = (*row)->cells;
        cells.resize(std::max(cells.size(), row_.columns.size()));
        cells.push_back(reasons_);
        base::write_csv_row(out, cells, base::CsvFormulas::Defuse);
        break;
      }
    line_ = 0;
    reasons_.clear();
  }

  db::Database& database_;
  const base::Messages& messages_;
  const std::string language_;
  const ImportRow row_;
  const std::string content_;
  base::CsvReader reader_;
  ImportFaultId after_;
  std::int64_t line_ = 0;
  std::string reasons_;
  bool started_ = false;
};

}  // namespace

base::Result<Import> Customers::upload(const org::Actor& actor, org::CentreId centre, const std::string& file_name,
                                       std::string_view content) {
  if (auto status = actor.require(import_customers); !status) return base::pass(status);
  if (!actor.reaches(import_customers, {.centre_id = centre})) return refuse_reference("/centre_id");
  auto table = read_table(content);
  if (!table) return base::pass(table);
  auto blob = files_.put(table->decoded.text);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<Import>(tx, platform_, actor, [&]() -> base::Result<Import> {
      auto now = platform_.clock.now();
      ImportRow row;
      row.id = platform_.ids.make<ImportId>();
      row.centre_id = centre;
      row.file_name = shown(file_name);
      row.encoding = table->decoded.encoding;
      row.delimiter = table->delimiter;
      row.columns = guess_columns(table->titles, load_definitions(tx));
      row.sample = platform_.keys.seal(base::to_json(table->sample), sample_context(row.id));
      row.rows = table->rows;
      row.file_id = platform_.ids.make<files::FileId>();
      row.next_offset = static_cast<std::int64_t>(table->first_row.offset);
      row.next_line = table->first_row.line;
      row.actor_kind = actor.ref.kind;
      row.actor_id = actor.ref.id;
      row.created_at = row.updated_at = now;
      files_.add(tx, {*row.file_id, row.file_name, "text/csv", static_cast<std::int64_t>(table->decoded.text.size()),
                      blob, std::string(import_kind), row.id.value, now, now + preview_kept});
      db::insert_row(tx, "customer_import", row);
      audit_import(tx, platform_, actor, row, "customer_import.uploaded");
      tell_progress(tx, platform_, actor.ref, row);
      auto import = to_import(tx, messages_, actor.language, row);
      import.sample = table->sample;
      return import;
    });
  });
}

base::Result<org::Page<Import>> Customers::imports(const org::Actor& actor, const org::ListQuery& query) {
  if (auto status = actor.require(import_customers); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<ImportRow>(), "customer_import", "id",
                            actor.within(import_customers, {.centre = "centre_id"}, 1));
    return org::page_of<Import>(tx, list, query, org::ListStatement::Order::NewestFirst, [&](db::Row row) {
      return to_import(tx, messages_, actor.language, db::read_row<ImportRow>(row));
    });
  });
}

base::Result<Import> Customers::import(const org::Actor& actor, ImportId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Import> {
    auto row = load_import(tx, actor, id);
    if (!row) return base::pass(row);
    auto import = to_import(tx, messages_, actor.language, *row);
    bool uploaded = row->actor() == actor.ref;
    if (uploaded && row->state == ImportState::Previewed) import.sample = open_sample(platform_.keys, *row);
    return import;
  });
}

base::Result<Import> Customers::run_import(const org::Actor& actor, ImportId id, const ImportRun& run) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Import> {
    auto row = load_import(tx, actor, id);
    if (!row) return base::pass(row);
    // What failed goes on where it stopped.
    if (row->state != ImportState::Previewed && row->state != ImportState::Failed)
      return base::refuse(base::Code::WrongState, "import_has_run");
    std::vector<base::Fault> faults;
    check_columns(run.columns, row->columns.size(), load_definitions(tx), faults);
    if (!faults.empty()) return base::refuse_faults(std::move(faults));
    for (std::size_t i = 0; i < run.columns.size(); ++i) {
      row->columns[i].target = run.columns[i].target;
      row->columns[i].field_key = run.columns[i].field_key;
    }
    row->duplicates = run.duplicates;
    row->state = ImportState::Running;
    row->failure.clear();
    row->sample.clear();
    row->actor_kind = actor.ref.kind;
    row->actor_id = actor.ref.id;
    keep_file(tx, platform_, files_, *row, std::nullopt);
    if (!save_import(tx, *row, platform_.clock.now())) return base::refuse(base::Code::Stale, "stale");
    jobs::enqueue(tx, platform_.ids, import_kind, base::to_json(ImportJob{id}), {platform_.clock.now(), id.text()});
    audit_import(tx, platform_, actor, *row, "customer_import.started");
    tell_progress(tx, platform_, actor.ref, *row);
    return to_import(tx, messages_, actor.language, *row);
  });
}

base::Status Customers::discard_import(const org::Actor& actor, ImportId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto row = load_import(tx, actor, id);
    if (!row) return base::pass(row);
    if (row->state != ImportState::Previewed) return base::refuse(base::Code::WrongState, "import_has_run");
    if (!save_import(tx, *row, platform_.clock.now())) return base::refuse(base::Code::Stale, "stale");
    if (row->file_id) files_.remove(tx, *row->file_id, platform_.clock.now());
    delete_import(tx, id);
    audit_import(tx, platform_, actor, *row, "customer_import.discarded");
    tell_progress(tx, platform_, actor.ref, *row);
    return {};
  });
}

base::Result<org::Page<ImportFault>> Customers::import_faults(const org::Actor& actor, ImportId id,
                                                              const org::ListQuery& query) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<org::Page<ImportFault>> {
    if (auto row = load_import(tx, actor, id); !row) return base::pass(row);
    org::ListStatement list(db::columns<ImportFaultRow>(), "customer_import_fault", "id",
                            {"import_id = ?1", {db::to_value(id)}});
    auto rows = org::page_of<ImportFaultRow>(tx, list, query, org::ListStatement::Order::OldestFirst,
                                             &db::read_row<ImportFaultRow>);
    org::Page<ImportFault> page{{}, rows.next, rows.total, rows.total_exceeds};
    for (const auto& fault : rows.items) page.items.push_back(to_fault(messages_, actor.language, fault));
    return page;
  });
}

base::Result<Download> Customers::faulty_rows(const org::Actor& actor, ImportId id) {
  std::optional<files::File> file;
  auto row = platform_.database.write([&](db::Transaction& tx) -> base::Result<ImportRow> {
    auto found = load_import(tx, actor, id);
    if (!found) return found;
    file = found->file_id ? files_.find(tx, *found->file_id) : std::nullopt;
    audit_import(tx, platform_, actor, *found, "customer_import.faults_downloaded");
    return found;
  });
  if (!row) return base::pass(row);
  auto content = file ? files_.get(file->blob) : std::nullopt;
  if (!content) return base::refuse(base::Code::NotFound, "import_file_gone");
  auto going =
      std::make_shared<FaultyRows>(platform_.database, messages_, actor.language, *std::move(row), *std::move(content));
  return Download([going] { return going->next(); });
}

int Customers::remove_abandoned_imports() {
  return platform_.database.write([&](db::Transaction& tx) {
    auto now = platform_.clock.now();
    auto rows = db::read_rows<ImportRow>(tx.query(
        db::select<ImportRow>("customer_import") + "WHERE state = ?1 AND created_at <= ?2 ORDER BY id LIMIT 1000",
        ImportState::Previewed, now - preview_kept));
    for (auto& row : rows) {
      if (!save_import(tx, row, now)) continue;
      if (row.file_id) files_.remove(tx, *row.file_id, now);
      delete_import(tx, row.id);
      tell_progress(tx, platform_, org::system_actor().ref, row);
    }
    return static_cast<int>(rows.size());
  });
}

}  // namespace customers
