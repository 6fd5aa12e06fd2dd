#pragma once
// Who is offered what: the one place that decides, for all queues of the installation.
//
// It holds a lease, so that of several nodes one decides. It reads the facts from the event
// log in their order, lets the engine decide in memory, and commits the decisions; an agent
// sees an offer only after that. Whatever was decided on facts that have changed meanwhile is
// refused by the rows themselves, and the fact that stood against it arrives from the log.
// An owner that lost its lease forgets everything and, when it is owner again, begins anew
// from the rows.
//
// Thread: one of its own, which may block on the database (reading facts and committing
// decisions take turns); step() instead of start() for tests.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "access/access.h"
#include "events/events.h"
#include "routing/engine.h"

namespace routing {

class Shard {
 public:
  explicit Shard(org::Platform platform);
  ~Shard();  // stops

  void start();
  // Gives the lease up, so that another node need not wait for its end.
  void stop();
  // From events::Pump, as a live reader: there is something to read. Any thread.
  void wake();
  // Reads all that is settled, decides, and commits; gives whether it decided anything. Until
  // when nothing happens by itself is next_due().
  bool step();
  std::optional<base::Time> next_due() const;
  bool is_owner() const { return epoch_ != 0; }

  // For whoever watches over it. Any thread.
  struct Life {
    std::int64_t epoch = 0;                // 0: another node decides
    base::Time seen_at;                    // the last step
    std::optional<base::Time> decided_at;  // the last decision of this node
  };
  Life life() const;

  // An owner is gone when it has not prolonged its lease for so long.
  static constexpr base::Duration lease{10'000};

 private:
  void run();
  void wait();
  bool advance();
  bool take_over();
  void forget();
  void read_facts();
  void apply(db::Transaction& tx, const events::Event& event);
  void apply_agent(db::Transaction& tx, org::PersonId id);
  void apply_queue(db::Transaction& tx, QueueId id);
  bool commit(const std::vector<Decision>& decisions);
  void write(db::Transaction& tx, const Decision& decision);
  void write_offer(db::Transaction& tx, const Decision& decision);
  void write_end_of_offer(db::Transaction& tx, const Decision& decision);
  void write_of_item(db::Transaction& tx, const Decision& decision);

  org::Platform platform_;
  std::unique_ptr<Engine> engine_;
  events::Position position_;
  std::int64_t epoch_ = 0;  // 0: another node decides
  base::Time lease_until_;
  base::Time try_again_;
  std::vector<OfferId> void_offers_;

  std::atomic<std::int64_t> shown_epoch_{0}, seen_ms_{0}, decided_ms_{0};

  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false, stopping_ = false;
};

}  // namespace routing
