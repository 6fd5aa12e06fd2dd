// The job that runs an import, batch by batch. Each batch commits together with the place
// at which the next one begins, so that a killed process repeats nothing and loses nothing.

#include <chrono>

#include "base/csv.h"
#include "customers/customers.h"
#include "customers/import_batch.h"
#include "files/store.h"
#include "jobs/jobs.h"

namespace customers {
namespace {

constexpr std::size_t batch_rows = 500;
constexpr int max_attempts = 8;  // of jobs::Runner; the last one says that the import failed
constexpr base::Duration faults_kept = std::chrono::hours(24 * 30);

// Reads on in the table from the place that the last batch kept.
class Batches {
 public:
  Batches(const keys::KeyRing& keys, const std::string& content, const ImportRow& import)
      : keys_(keys),
        import_(import),
        reader_(content, import.delimiter.at(0), {static_cast<std::size_t>(import.next_offset), import.next_line}) {}

  std::vector<PreparedRow> next() {
    std::vector<PreparedRow> rows;
    while (rows.size() < batch_rows) {
      auto row = reader_.next();
      if (!row) throw jobs::Failure("import_file_altered", jobs::Again::Never);
      ended_ = !*row;
      if (ended_) break;
      if (!is_blank(**row)) rows.push_back(prepare_row(keys_, **row, import_));
    }
    return rows;
  }
  bool ended() const { return ended_; }
  base::CsvPlace place() const { return reader_.place(); }

 private:
  const keys::KeyRing& keys_;
  const ImportRow& import_;
  base::CsvReader reader_;
  bool ended_ = false;
};

void finish(db::Transaction& tx, const org::Platform& platform, const files::Store& files, ImportRow& import) {
  import.state = ImportState::Done;
  if (import.faulty > 0) return keep_file(tx, platform, files, import, platform.clock.now() + faults_kept);
  if (import.file_id) files.remove(tx, *import.file_id, platform.clock.now());
  import.file_id.reset();
}

// Gives the import as it stands after the batch.
ImportRow commit_batch(const org::Platform& platform, const files::Store& files, const ImportRow& before,
                       const std::vector<PreparedRow>& rows, const Batches& batches) {
  return platform.database.write([&](db::Transaction& tx) {
    auto import = before;
    import_batch(tx, platform, import, rows);
    import.next_offset = static_cast<std::int64_t>(batches.place().offset);
    import.next_line = batches.place().line;
    if (batches.ended()) finish(tx, platform, files, import);
    // Another runner that took the job over has saved it meanwhile: leave it to that one.
    if (!save_import(tx, import, platform.clock.now())) throw jobs::Failure("import_taken_over");
    tell_progress(tx, platform, import.actor(), import);
    return import;
  });
}

void fail(const org::Platform& platform, ImportId id, std::string_view reason) {
  platform.database.write([&](db::Transaction& tx) {
    auto import = find_import(tx, id);
    if (!import || import->state != ImportState::Running) return;
    import->state = ImportState::Failed;
    import->failure = reason;
    save_import(tx, *import, platform.clock.now());
    tell_progress(tx, platform, import->actor(), *import);
  });
}

void run(const org::Platform& platform, const files::Store& files, ImportRow import, jobs::Progress& progress) {
  auto file = platform.database.read(
      [&](db::Transaction& tx) { return import.file_id ? files.find(tx, *import.file_id) : std::nullopt; });
  auto content = file ? files.get(file->blob) : std::nullopt;
  if (!content) return fail(platform, import.id, "import_file_gone");
  const auto columns = import;  // what stays the same for all rows
  Batches batches(platform.keys, *content, columns);
  while (import.state == ImportState::Running) {
    auto rows = batches.next();
    import = commit_batch(platform, files, import, rows, batches);
    if (import.state == ImportState::Running && !progress.alive()) throw jobs::Failure("stopping");
  }
}

}  // namespace

void Customers::continue_import(const jobs::Job& job, jobs::Progress& progress) {
  auto id = base::from_json<ImportJob>(job.body).value().import_id;
  auto import = platform_.database.read([&](db::Transaction& tx) { return find_import(tx, id); });
  if (!import || import->state != ImportState::Running) return;
  try {
    run(platform_, files_, *std::move(import), progress);
  } catch (const std::exception&) {
    if (job.attempt >= max_attempts) fail(platform_, id, "import_failed");
    throw;
  }
}

void add_customer_jobs(jobs::Runner& runner, Customers& customers) {
  runner.handle(std::string(import_kind),
                [&](const jobs::Job& job, jobs::Progress& progress) { customers.continue_import(job, progress); });
  runner.handle(std::string(reindex_kind),
                [&](const jobs::Job&, jobs::Progress& progress) { customers.continue_reindex(progress); });
  runner.schedule("customers.reindex", std::chrono::minutes(10), [&] { customers.queue_reindex(); });
  runner.schedule("customers.abandoned_imports", std::chrono::hours(1), [&] { customers.remove_abandoned_imports(); });
}

}  // namespace customers
