// How facts and counts are kept up with the log, made anew from it, and checked against it.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "db/migrations.h"
#include "reporting/reader.h"
#include "reporting/reporting.h"

namespace reporting {
namespace {

namespace fs = std::filesystem;

constexpr int large_batch = 10'000;

std::vector<std::string> archive_files(const std::string& folder) {
  std::vector<std::string> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with("events-")) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

// Makes facts of events in the order in which they come, in large batches.
class Gathering {
 public:
  explicit Gathering(db::Transaction& tx) : tx_(tx) {}

  void take(const events::Event& event) {
    ++read_;
    if (!is_of_reports(event)) return;
    waiting_.push_back(event);
    if (waiting_.size() >= large_batch) write();
  }
  void write() {
    Batch(tx_, waiting_).write();
    waiting_.clear();
  }
  std::int64_t read() const { return read_; }

 private:
  db::Transaction& tx_;
  std::vector<events::Event> waiting_;
  std::int64_t read_ = 0;
};

// The archive and the log, from the beginning up to `end`.
void read_all(db::Transaction& tx, const std::string& archive_folder, events::Position end, Gathering& gathering) {
  for (const auto& file : archive_files(archive_folder))
    events::read_archive(file, [&](const events::Event& event) { gathering.take(event); });
  for (events::Position place; place < end;) {
    auto batch = events::read_after(tx, place, large_batch);
    if (batch.empty()) break;
    for (const auto& event : batch)
      if (event.position <= end) gathering.take(event);
    place = batch.back().position;
  }
  gathering.write();
}

std::string columns_of(const RollupTable& table) {
  std::string columns;
  for (auto key : table.keys) columns += std::string(key) + ", ";
  return columns + fmt::format("{}", fmt::join(table.counts, ", "));
}

RollupRows rows_in(db::Transaction& tx, const RollupTable& table) {
  RollupRows rows;
  for (db::Row row : tx.query(fmt::format("SELECT {} FROM {}", columns_of(table), table.name))) {
    RollupKey key;
    for (std::size_t i = 0; i < table.keys.size(); ++i) {
      key.push_back(is_word_column(table.keys[i]) ? KeyPart(std::string(row.text(i))) : KeyPart(row.integer(i)));
    }
    RollupCounts counts;
    for (std::size_t i = 0; i < table.counts.size(); ++i) counts.push_back(row.integer(table.keys.size() + i));
    if (std::any_of(counts.begin(), counts.end(), [](auto count) { return count != 0; })) rows.emplace(key, counts);
  }
  return rows;
}

std::string describe(const RollupTable& table, const RollupKey& key) {
  std::string text;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const auto* word = std::get_if<std::string>(&key[i]);
    text += fmt::format("{}{}={}", i ? " " : "", table.keys[i],
                        word ? *word : std::to_string(std::get<std::int64_t>(key[i])));
  }
  return text;
}

void compare(const RollupTable& table, const RollupRows& kept, const RollupRows& told,
             std::vector<Discrepancy>& found) {
  static constexpr std::size_t most = 100;
  auto count_of = [&](const RollupRows& rows, const RollupKey& key, std::size_t index) {
    auto row = rows.find(key);
    return row == rows.end() ? 0 : row->second[index];
  };
  auto check = [&](const RollupKey& key) {
    for (std::size_t i = 0; i < table.counts.size() && found.size() < most; ++i)
      if (auto k = count_of(kept, key, i), t = count_of(told, key, i); k != t)
        found.push_back({std::string(table.name), describe(table, key), table.counts[i], k, t});
  };
  for (const auto& [key, counts] : kept) check(key);
  for (const auto& [key, counts] : told)
    if (!kept.contains(key)) check(key);
}

}  // namespace

void Reporting::follow(db::Transaction& tx, const std::vector<events::Event>& events) {
  tx.lock(reader_name);
  std::vector<events::Event> own;
  std::copy_if(events.begin(), events.end(), std::back_inserter(own), &is_of_reports);
  if (own.empty()) return;
  Batch batch(tx, own);
  batch.write();
  const auto now = platform_.clock.now();
  for (auto [queue, centre] : batch.queues()) touch_queue(tx, queue, centre, now);
}

void Reporting::catch_up() {
  bool more = true;
  while (more)
    more = platform_.database.write([&](db::Transaction& tx) {
      auto batch = events::read_after(tx, events::load_cursor(tx, reader_name), large_batch);
      if (batch.empty()) return false;
      follow(tx, batch);
      events::save_cursor(tx, reader_name, batch.back().position);
      return true;
    });
}

std::int64_t Reporting::rebuild(const std::string& archive_folder) {
  return platform_.database.write([&](db::Transaction& tx) {
    tx.lock(reader_name);
    const auto end = events::end(tx);
    erase_all(tx);
    Gathering gathering(tx);
    read_all(tx, archive_folder, end, gathering);
    events::save_cursor(tx, reader_name, end);
    return gathering.read();
  });
}

std::vector<Discrepancy> Reporting::verify(const std::string& archive_folder, const std::string& scratch_folder) {
  fs::create_directories(scratch_folder);
  const auto path = scratch_folder + "/reports.db";
  fs::remove(path);
  std::vector<Discrepancy> found;
  {
    auto scratch = db::open_sqlite({.path = path, .full_sync = false});
    scratch->migrate(db::shipped_migrations());
    platform_.database.read([&](db::Transaction& tx) {
      scratch->write([&](db::Transaction& own) {
        const auto zones = load_zones(tx);
        for (const auto& [centre, zone] : zones.all()) put_zone(own, centre, zone.name());
        Gathering gathering(own);
        read_all(tx, archive_folder, events::load_cursor(tx, reader_name), gathering);
        for (auto source : all_sources)
          compare(table_of(source), rows_in(tx, table_of(source)), rows_in(own, table_of(source)), found);
      });
    });
  }
  fs::remove_all(scratch_folder);
  return found;
}

void add_report_readers(events::Pump& pump, Reporting& reporting) {
  pump.add_durable(
      std::string(reader_name),
      [&reporting](db::Transaction& tx, const std::vector<events::Event>& events) { reporting.follow(tx, events); });
}

}  // namespace reporting
