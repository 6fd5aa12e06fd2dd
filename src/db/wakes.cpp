#include "db/wakes.h"

namespace db {

void Wakes::add(std::string topic, std::function<void()> listener) {
  std::lock_guard lock(mutex_);
  listeners_[std::move(topic)].push_back(std::move(listener));
}

// Listeners are called outside the lock: one of them may add another.
void Wakes::wake(std::string_view topic) const {
  Listeners called;
  {
    std::lock_guard lock(mutex_);
    if (auto found = listeners_.find(topic); found != listeners_.end()) called = found->second;
  }
  call(called);
}

void Wakes::wake_all() const {
  Listeners called;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [topic, listeners] : listeners_) called.insert(called.end(), listeners.begin(), listeners.end());
  }
  call(called);
}

void Wakes::call(const Listeners& listeners) {
  for (const auto& listener : listeners) listener();
}

}  // namespace db
