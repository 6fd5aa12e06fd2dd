#include "jobs/table.h"

#include <limits>

namespace jobs {
namespace {

// SQLite has one writer and needs no row locks.
std::string_view take_sql(db::Engine engine) {
  if (engine == db::Engine::Sqlite)
    return "UPDATE job SET state = 'running', attempt = attempt + 1, lease = ?1, due_at = ?2 WHERE id = "
           "(SELECT id FROM job WHERE state <> 'failed' AND due_at <= ?3 AND kind {in ?4} ORDER BY due_at, id LIMIT 1) "
           "RETURNING id, kind, body, attempt";
  return "UPDATE job SET state = 'running', attempt = attempt + 1, lease = ?1, due_at = ?2 WHERE id = "
         "(SELECT id FROM job WHERE state <> 'failed' AND due_at <= ?3 AND kind {in ?4} ORDER BY due_at, id LIMIT 1 "
         "FOR UPDATE SKIP LOCKED) RETURNING id, kind, body, attempt";
}

// The waiting job of the same kind and key will do the work of job ?1.
constexpr std::string_view drop_when_replaced =
    "DELETE FROM job WHERE id = ?1 AND lease = ?2 AND state = 'running' AND EXISTS (SELECT 1 FROM job other WHERE "
    "other.kind = job.kind AND other.unique_key = job.unique_key AND other.state = 'waiting')";

}  // namespace

JobId enqueue(db::Transaction& tx, base::IdMaker& ids, std::string_view kind, std::string body, const Queued& queued) {
  std::optional<std::string> unique;
  if (!queued.unique.empty()) unique = queued.unique;
  db::Rows rows = tx.query(
      "INSERT INTO job (id, kind, unique_key, body, state, due_at) VALUES (?1, ?2, ?3, ?4, 'waiting', ?5) "
      "ON CONFLICT (kind, unique_key) WHERE state = 'waiting' AND unique_key IS NOT NULL DO UPDATE SET "
      "body = excluded.body, "
      "due_at = CASE WHEN excluded.due_at < job.due_at THEN excluded.due_at ELSE job.due_at END RETURNING id",
      ids.next(), kind, unique, std::move(body), queued.run_at);
  db::wake(tx, "jobs");
  return rows[0].id<JobId>(0);
}

std::optional<base::Time> next_due(db::Transaction& tx, const std::vector<std::string>& kinds) {
  db::Rows rows =
      tx.query("SELECT due_at FROM job WHERE state <> 'failed' AND kind {in ?1} ORDER BY due_at, id LIMIT 1", kinds);
  if (rows.empty()) return std::nullopt;
  return rows[0].time(0);
}

std::optional<Job> take(db::Transaction& tx, const std::vector<std::string>& kinds, base::Time now,
                        const Lease& lease) {
  db::Rows rows = tx.query(take_sql(tx.engine()), lease.number, lease.until, now, kinds);
  if (rows.empty()) return std::nullopt;
  db::Row row = rows[0];
  return Job{row.id<JobId>(0), row.text(1), row.text(2), static_cast<int>(row.integer(3))};
}

bool prolong(db::Transaction& tx, JobId id, const Lease& lease) {
  return tx.execute("UPDATE job SET due_at = ?3 WHERE id = ?1 AND lease = ?2 AND state = 'running'", id, lease.number,
                    lease.until) == 1;
}

bool finish(db::Transaction& tx, JobId id, std::int64_t lease) {
  return tx.execute("DELETE FROM job WHERE id = ?1 AND lease = ?2 AND state = 'running'", id, lease) == 1;
}

bool try_again(db::Transaction& tx, JobId id, std::int64_t lease, base::Time due_at, std::string_view error) {
  if (tx.execute(drop_when_replaced, id, lease) == 1) return true;
  return tx.execute(
             "UPDATE job SET state = 'waiting', lease = 0, due_at = ?3, error = ?4 "
             "WHERE id = ?1 AND lease = ?2 AND state = 'running'",
             id, lease, due_at, error) == 1;
}

bool fail(db::Transaction& tx, JobId id, std::int64_t lease, base::Time now, std::string_view error) {
  return tx.execute(
             "UPDATE job SET state = 'failed', lease = 0, due_at = ?3, error = ?4 "
             "WHERE id = ?1 AND lease = ?2 AND state = 'running'",
             id, lease, now, error) == 1;
}

void ensure_schedule(db::Transaction& tx, std::string_view name, base::Time now, base::Duration interval) {
  tx.execute("INSERT INTO schedule (name, due_at) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING", name, now);
  tx.execute("UPDATE schedule SET due_at = ?2 WHERE name = ?1 AND due_at > ?2", name, now + interval);
}

base::Time schedule_due(db::Transaction& tx, std::string_view name) {
  db::Rows rows = tx.query(
      "SELECT CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END FROM schedule WHERE name = ?1", name);
  return rows.empty() ? base::Time::max() : rows[0].time(0);
}

bool take_schedule(db::Transaction& tx, std::string_view name, base::Time now, const Lease& lease) {
  return tx.execute(
             "UPDATE schedule SET lease = ?2, lease_until = ?3 WHERE name = ?1 AND due_at <= ?4 AND lease_until <= ?4",
             name, lease.number, lease.until, now) == 1;
}

bool prolong_schedule(db::Transaction& tx, std::string_view name, const Lease& lease) {
  return tx.execute("UPDATE schedule SET lease_until = ?3 WHERE name = ?1 AND lease = ?2", name, lease.number,
                    lease.until) == 1;
}

bool finish_schedule(db::Transaction& tx, std::string_view name, std::int64_t lease, base::Time due_at) {
  return tx.execute("UPDATE schedule SET lease = 0, lease_until = 0, due_at = ?3 WHERE name = ?1 AND lease = ?2", name,
                    lease, due_at) == 1;
}

std::vector<FailedJob> failed(db::Transaction& tx, int limit, JobId after) {
  db::Rows rows = tx.query(
      "SELECT id, kind, attempt, error, due_at FROM job WHERE state = 'failed' AND id < ?1 ORDER BY id DESC LIMIT ?2",
      after ? after.value : std::numeric_limits<std::int64_t>::max(), limit);
  std::vector<FailedJob> jobs;
  for (db::Row row : rows)
    jobs.push_back({row.id<JobId>(0), row.text(1), static_cast<int>(row.integer(2)), row.text(3),
                    base::made_at(row.integer(0)), row.time(4)});
  return jobs;
}

base::Status retry(db::Transaction& tx, JobId id, base::Time now) {
  db::Rows rows = tx.query("SELECT kind, unique_key FROM job WHERE id = ?1 AND state = 'failed'", id);
  if (rows.empty()) return base::not_found();
  db::Rows waiting = tx.query("SELECT 1 FROM job WHERE kind = ?1 AND unique_key = ?2 AND state = 'waiting'",
                              rows[0].cell(0), rows[0].cell(1));
  if (!waiting.empty()) return base::refuse(base::Code::Conflict, "job_waits_already");
  tx.execute("UPDATE job SET state = 'waiting', due_at = ?2, attempt = 0, error = '' WHERE id = ?1", id, now);
  db::wake(tx, "jobs");
  return {};
}

base::Status discard(db::Transaction& tx, JobId id) {
  if (tx.execute("DELETE FROM job WHERE id = ?1 AND state = 'failed'", id) == 0) return base::not_found();
  return {};
}

void end_leases(db::Transaction& tx, base::Time now) {
  tx.execute("UPDATE job SET due_at = ?1 WHERE state = 'running' AND due_at > ?1", now);
  tx.execute("UPDATE schedule SET lease = 0, lease_until = 0 WHERE lease <> 0");
}

}  // namespace jobs
