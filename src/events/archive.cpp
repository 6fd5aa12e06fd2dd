#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <stdexcept>

#include "db/durable_file.h"
#include "events/events.h"
#include "events/gzip.h"
#include "events/log_sql.h"

namespace events {

// A line of an archive.
struct ArchivedEvent {
  std::int64_t transaction = 0;
  std::int64_t seq = 0;
  base::Time at;
  std::string type;
  base::ActorRef actor;
  std::int64_t centre_id = 0;
  std::int64_t subject_id = 0;
  base::Json body;
};
BOOST_DESCRIBE_STRUCT(ArchivedEvent, (), (transaction, seq, at, type, actor, centre_id, subject_id, body))

// Its last line.
struct ArchiveSeal {
  std::int64_t events = 0;
  std::string sha256;  // of all lines before, each with its end
};
BOOST_DESCRIBE_STRUCT(ArchiveSeal, (), (events, sha256))

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr int read_batch = 1'000;
// Bounds the time of one transaction, as it holds up every other writer on SQLite.
constexpr int delete_batch = 5'000;

class Digest {
 public:
  Digest() { crypto_hash_sha256_init(&state_); }
  void add(std::string_view text) {
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  std::string hex() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
    crypto_hash_sha256_final(&state_, digest.data());
    std::string text;
    for (unsigned char byte : digest) text += fmt::format("{:02x}", byte);
    return text;
  }

 private:
  crypto_hash_sha256_state state_;
};

class ArchiveWriter {
 public:
  explicit ArchiveWriter(const std::string& path) : file_(path) {}

  void add(const Event& event) {
    std::string line = base::to_json(ArchivedEvent{.transaction = event.position.transaction,
                                                   .seq = event.position.seq,
                                                   .at = event.at,
                                                   .type = event.type,
                                                   .actor = event.actor,
                                                   .centre_id = event.centre_id,
                                                   .subject_id = event.subject_id,
                                                   .body = {event.body}});
    line += '\n';
    digest_.add(line);
    file_.write(line);
    ++events_;
  }
  std::int64_t finish() {
    file_.write(base::to_json(ArchiveSeal{events_, digest_.hex()}) + "\n");
    file_.finish();
    return events_;
  }

 private:
  GzipWriter file_;
  Digest digest_;
  std::int64_t events_ = 0;
};

[[noreturn]] void altered(const std::string& path) {
  throw std::runtime_error("The archive " + path + " is cut off or was altered.");
}

// The line before the last is known to be one only when the next has been read.
void check_seal(const std::string& path) {
  GzipReader file(path);
  Digest digest;
  std::int64_t events = -1;
  std::string line, last;
  while (file.read_line(line)) {
    if (++events > 0) digest.add(last + "\n");
    last.swap(line);
  }
  auto seal = base::from_json<ArchiveSeal>(last);
  if (!seal || seal->events != events || seal->sha256 != digest.hex()) altered(path);
}

Event event_of_line(const std::string& line, const std::string& path) {
  auto read = base::from_json<ArchivedEvent>(line);
  if (!read) altered(path);
  return Event{.position = {read->transaction, read->seq},
               .at = read->at,
               .type = std::move(read->type),
               .actor = read->actor,
               .centre_id = read->centre_id,
               .subject_id = read->subject_id,
               .body = std::move(read->body.text)};
}

// The events that may go: those up to `last`, which is empty when there are none.
// `last` stands before the first event of a day that has not ended by `before`, and
// before all that some durable reader has not passed.
std::optional<Position> last_to_archive(db::Transaction& tx, std::int64_t first_kept_day) {
  Position passed = end(tx);
  for (db::Row row : tx.query("SELECT transaction_id, seq FROM event_cursor"))
    passed = std::min(passed, position_of(row));
  auto engine = tx.engine();
  auto kept = tx.query(
      fmt::format("SELECT transaction_id, seq FROM event WHERE at >= ?1 ORDER BY {} LIMIT 1", in_order(engine)),
      first_kept_day * day_ms);
  bool all = kept.empty() || position_of(kept[0]) > passed;
  Position bound = all ? passed : position_of(kept[0]);
  auto last = tx.query(fmt::format("SELECT transaction_id, seq FROM event WHERE {} ORDER BY {} LIMIT 1",
                                   position_is(engine, all ? "<=" : "<", 1), in_reverse(engine)),
                       bound.transaction, bound.seq);
  if (last.empty()) return std::nullopt;
  return position_of(last[0]);
}

// One UTC day of the events up to `last`. No event can be added to these any more.
class Day {
 public:
  Day(db::Database& database, const std::string& folder, std::int64_t day, Position last)
      : database_(database), day_(day), last_(last), path_(path_in(folder)) {}

  std::int64_t archive() {
    std::int64_t written = 0;
    db::write_durably(path_, [&](const std::string& part) { written = write(part); });
    remove_from_log();
    return written;
  }

 private:
  std::string path_in(const std::string& folder) const {
    auto date = base::to_rfc3339(base::from_epoch_ms(day_ * day_ms)).substr(0, 10);
    return fmt::format("{}/events-{}.jsonl.gz", folder, date);
  }

  // What the file of this day holds already stays in it: it may be of an earlier run whose
  // events are deleted, or of one that was killed before it deleted them.
  std::int64_t write(const std::string& part) {
    ArchiveWriter writer(part);
    std::set<Position> held;
    if (std::filesystem::exists(path_)) {
      read_archive(path_, [&](const Event& event) {
        held.insert(event.position);
        writer.add(event);
      });
    }
    for_each([&](const Event& event) {
      if (!held.contains(event.position)) writer.add(event);
    });
    std::int64_t events = writer.finish();
    read_archive(part, [](const Event&) {});  // deleting follows, so it must be readable
    return events - static_cast<std::int64_t>(held.size());
  }

  void for_each(const std::function<void(const Event&)>& each) {
    Position after;
    for (std::vector<Event> batch; !(batch = read_batch_after(after)).empty(); after = batch.back().position)
      for (const Event& event : batch) each(event);
  }

  // ?1 and ?2 the last position, ?3 and ?4 the bounds of the day.
  std::string is_of_day(db::Engine engine) const { return position_is(engine, "<=", 1) + " AND at >= ?3 AND at < ?4"; }

  std::vector<Event> read_batch_after(Position after) {
    return database_.read([&](db::Transaction& tx) {
      auto sql =
          fmt::format("SELECT {} FROM event WHERE {} AND {} ORDER BY {} LIMIT {}", event_columns,
                      is_of_day(tx.engine()), position_is(tx.engine(), ">", 5), in_order(tx.engine()), read_batch);
      std::vector<Event> batch;
      for (db::Row row : tx.query(sql, last_.transaction, last_.seq, day_ * day_ms, (day_ + 1) * day_ms,
                                  after.transaction, after.seq))
        batch.push_back(event_of(row));
      return batch;
    });
  }

  void remove_from_log() {
    while (database_.write([&](db::Transaction& tx) { return remove_batch(tx); }) == delete_batch) {
    }
  }

  std::int64_t remove_batch(db::Transaction& tx) {
    auto engine = tx.engine();
    auto bound = tx.query(fmt::format("SELECT transaction_id, seq FROM event WHERE {} ORDER BY {} LIMIT 1 OFFSET {}",
                                      is_of_day(engine), in_order(engine), delete_batch - 1),
                          last_.transaction, last_.seq, day_ * day_ms, (day_ + 1) * day_ms);
    Position upto = bound.empty() ? last_ : position_of(bound[0]);
    return tx.execute("DELETE FROM event WHERE " + is_of_day(engine), upto.transaction, upto.seq, day_ * day_ms,
                      (day_ + 1) * day_ms);
  }

  db::Database& database_;
  const std::int64_t day_;
  const Position last_;
  const std::string path_;
};

std::vector<std::int64_t> days_up_to(db::Transaction& tx, Position last) {
  std::vector<std::int64_t> days;
  auto sql =
      fmt::format("SELECT DISTINCT at / {} FROM event WHERE {} ORDER BY 1", day_ms, position_is(tx.engine(), "<=", 1));
  for (db::Row row : tx.query(sql, last.transaction, last.seq)) days.push_back(row.integer(0));
  return days;
}

}  // namespace

std::int64_t archive(db::Database& database, const std::string& folder, base::Time before) {
  std::int64_t first_kept_day = base::epoch_ms(before) / day_ms;
  auto last = database.read([&](db::Transaction& tx) { return last_to_archive(tx, first_kept_day); });
  if (!last) return 0;
  std::int64_t moved = 0;
  for (std::int64_t day : database.read([&](db::Transaction& tx) { return days_up_to(tx, *last); }))
    moved += Day(database, folder, day, *last).archive();
  return moved;
}

void read_archive(const std::string& path, const std::function<void(const Event&)>& each) {
  check_seal(path);
  GzipReader file(path);
  std::string line, next;
  for (bool more = file.read_line(line); more && file.read_line(next); line.swap(next)) each(event_of_line(line, path));
}

}  // namespace events
