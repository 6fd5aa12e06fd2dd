#pragma once
// Actors of live sessions and keys, so that a request costs no statement. Forgotten as
// a whole whenever rights change anywhere: a change by the own node at its commit, one
// of another node when its event arrives. Thread-safe.

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "access/access.h"

namespace org {

struct CachedActor {
  Actor actor;
  std::optional<std::string> own_language;  // of the person; else the request decides
  std::string centre_language;
  base::Time ends_at;  // when the session or key must be looked up again
  base::Time last_seen_at;
  base::Time last_written_at;  // of last_seen_at, in the database
};

struct Access::Cache {
 public:
  using Entry = CachedActor;

  std::uint64_t generation() const {
    std::lock_guard lock(mutex_);
    return generation_;
  }
  // Keeps an entry that was read at `generation`, unless something changed since.
  void keep(const std::string& digest, const Entry& entry, std::uint64_t generation) {
    std::lock_guard lock(mutex_);
    if (generation != generation_) return;
    if (entries_.size() >= max_entries) entries_.clear();
    entries_[digest] = entry;
  }
  std::optional<Entry> find(const std::string& digest) const {
    std::lock_guard lock(mutex_);
    auto found = entries_.find(digest);
    return found == entries_.end() ? std::nullopt : std::optional(found->second);
  }
  void seen(const std::string& digest, base::Time at) {
    std::lock_guard lock(mutex_);
    if (auto found = entries_.find(digest); found != entries_.end()) found->second.last_seen_at = at;
  }
  void written(const std::string& digest, base::Time at) {
    std::lock_guard lock(mutex_);
    if (auto found = entries_.find(digest); found != entries_.end()) found->second.last_written_at = at;
  }
  void forget() {
    std::lock_guard lock(mutex_);
    ++generation_;
    entries_.clear();
  }

 private:
  static constexpr std::size_t max_entries = 20'000;

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
  std::uint64_t generation_ = 0;
};

}  // namespace org
