#include "reporting/board.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "db/rows.h"
#include "reporting/rollups.h"
#include "reporting/store.h"

namespace reporting {
namespace {

// This quarter hour and the two before it.
constexpr std::int64_t recent_quarters = 2;

std::string in_time_sum() {
  std::string sum;
  for (std::size_t band = 0; band < band_count && (band == 0 || band_edges[band - 1] < board_seconds); ++band)
    sum += fmt::format("{}answered_band_{}", band ? " + " : "", band);
  return sum;
}

class Gathering {
 public:
  Gathering(db::Transaction& tx, std::vector<QueueFigures> queues, base::Time now)
      : tx_(tx), queues_(std::move(queues)), now_(now), zones_(load_zones(tx)) {
    for (std::size_t i = 0; i < queues_.size(); ++i) {
      places_.emplace(queues_[i].id.value, i);
      ids_.push_back(queues_[i].id);
    }
  }

  std::vector<QueueFigures> run() && {
    if (queues_.empty()) return {};
    add_waiting();
    add_active();
    add_today();
    add_recent();
    return std::move(queues_);
  }

 private:
  QueueFigures& at(const db::Row& row) { return queues_[places_.at(row.integer(0))]; }

  void add_waiting() {
    auto rows = tx_.query(
        "SELECT queue_id, COUNT(*), MIN(entered_at) FROM report_visit WHERE ended_at IS NULL AND queue_id {in ?1} "
        "GROUP BY "
        "queue_id",
        ids_);
    for (db::Row row : rows) {
      at(row).waiting = row.integer(1);
      at(row).longest_since = base::from_epoch_ms(row.integer(2));
    }
  }
  void add_active() {
    auto rows = tx_.query(
        "SELECT queue_id, COUNT(*) FROM report_stint WHERE ended_at IS NULL AND talked_until IS NULL AND queue_id {in "
        "?1} "
        "GROUP BY queue_id",
        ids_);
    for (db::Row row : rows) at(row).active = row.integer(1);
  }
  static std::string sums() {
    static const auto sums = fmt::format(
        "CAST(SUM(offered) AS BIGINT), CAST(SUM(answered) AS BIGINT), CAST(SUM(abandoned) AS BIGINT), CAST(SUM({}) AS "
        "BIGINT), CAST(SUM(abandoned_band_0) AS BIGINT), CAST(SUM(answer_wait_ms) AS BIGINT)",
        in_time_sum());
    return sums;
  }
  // Queues of several zones may have another date each.
  void add_today() {
    std::vector<std::int64_t> dates;
    for (const auto& queue : queues_) dates.push_back(today(queue));
    auto rows =
        tx_.query(fmt::format("SELECT queue_id, bucket, {} FROM report_visit_count WHERE grain = 1 AND bucket {{in "
                              "?1}} AND queue_id {{in ?2}} GROUP BY queue_id, bucket",
                              sums()),
                  dates, ids_);
    for (db::Row row : rows) {
      auto& queue = at(row);
      if (row.integer(1) != today(queue)) continue;
      queue.offered = row.integer(2);
      queue.answered = row.integer(3);
      queue.abandoned = row.integer(4);
      queue.answered_in_time = row.integer(5);
      queue.short_abandoned = row.integer(6);
      queue.answer_wait_ms = row.integer(7);
    }
  }
  void add_recent() {
    auto rows =
        tx_.query(fmt::format("SELECT queue_id, {} FROM report_visit_count WHERE grain = 0 AND bucket >= ?1 AND "
                              "bucket <= ?2 AND queue_id {{in ?3}} GROUP BY queue_id",
                              sums()),
                  quarter_of(now_) - recent_quarters, quarter_of(now_), ids_);
    for (db::Row row : rows) {
      auto& queue = at(row);
      queue.recent_offered = row.integer(1);
      queue.recent_answered = row.integer(2);
      queue.recent_abandoned = row.integer(3);
      queue.recent_in_time = row.integer(4);
    }
  }
  std::int64_t today(const QueueFigures& queue) const { return zones_.of(queue.centre_id).day_of(now_); }

  db::Transaction& tx_;
  std::vector<QueueFigures> queues_;
  const base::Time now_;
  const Zones zones_;
  std::map<std::int64_t, std::size_t> places_;
  std::vector<routing::QueueId> ids_;
};

std::optional<std::int64_t> percent(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? std::optional(part * 100 / whole) : std::nullopt;
}

bool fits(const Threshold& threshold, const QueueFigures& queue) {
  if (threshold.queue_id) return *threshold.queue_id == queue.id;
  return !threshold.centre_id || *threshold.centre_id == queue.centre_id;
}

int closeness(const Threshold& threshold) {
  return threshold.queue_id ? 2 : threshold.centre_id ? 1 : 0;
}

}  // namespace

std::vector<QueueFigures> figures_of(db::Transaction& tx, const org::Condition& condition, base::Time now) {
  std::vector<QueueFigures> queues;
  auto rows = tx.query("SELECT queue_id, centre_id FROM report_queue_now WHERE " + condition.sql + " ORDER BY queue_id",
                       condition.values);
  for (db::Row row : rows) {
    QueueFigures queue;
    queue.id = row.id<routing::QueueId>(0);
    queue.centre_id = row.id<org::CentreId>(1);
    queues.push_back(queue);
  }
  return Gathering(tx, std::move(queues), now).run();
}

std::vector<Threshold> load_thresholds(db::Transaction& tx) {
  return db::read_rows<Threshold>(tx.query(db::select<Threshold>("board_threshold") + "ORDER BY id"));
}

std::optional<Threshold> threshold_for(const std::vector<Threshold>& thresholds, const QueueFigures& queue,
                                       Watched watched) {
  std::optional<Threshold> best;
  for (const auto& threshold : thresholds)
    if (threshold.watched == watched && fits(threshold, queue) && (!best || closeness(threshold) > closeness(*best)))
      best = threshold;
  return best;
}

std::optional<std::int64_t> watched_value(const QueueFigures& queue, Watched watched, base::Time now) {
  switch (watched) {
    case Watched::Waiting:
      return queue.waiting;
    case Watched::LongestWait:
      return queue.longest_since ? std::chrono::duration_cast<std::chrono::seconds>(now - *queue.longest_since).count()
                                 : 0;
    case Watched::ServiceLevel:
      return percent(queue.recent_in_time, queue.recent_answered + queue.recent_abandoned);
    case Watched::AbandonRate:
      break;
  }
  return percent(queue.recent_abandoned, queue.recent_offered);
}

Colour colour_of(const Threshold& threshold, std::int64_t value) {
  const bool falls = threshold.watched == Watched::ServiceLevel;
  auto passes = [&](std::int64_t edge) { return falls ? value < edge : value >= edge; };
  if (passes(threshold.critical)) return Colour::Critical;
  return passes(threshold.warning) ? Colour::Warning : Colour::Calm;
}

}  // namespace reporting
