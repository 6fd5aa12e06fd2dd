#include "channels/webchat/throttle.h"

#include <algorithm>

namespace channels {

bool Throttle::take(const std::string& key) {
  const auto now = clock_.now();
  const auto each = std::chrono::ceil<base::Duration>(interval());
  std::lock_guard lock(mutex_);
  if (buckets_.size() >= most_keys && !buckets_.contains(key)) forget_idle(now);
  if (buckets_.size() >= most_keys && !buckets_.contains(key)) return false;
  auto& bucket = buckets_[key];
  const auto full_at = std::max(bucket.full_at, now) + each;
  if (full_at - now > each * rate_.burst) return false;
  bucket.full_at = full_at;
  return true;
}

void Throttle::forget_idle(base::Time now) {
  std::erase_if(buckets_, [&](const auto& entry) { return entry.second.full_at <= now; });
}

std::size_t Throttle::keys() const {
  std::lock_guard lock(mutex_);
  return buckets_.size();
}

}  // namespace channels
