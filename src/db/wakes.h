#pragma once
// The listeners of one process, by topic. Owned by its database; any thread.

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace db {

class Wakes {
 public:
  void add(std::string topic, std::function<void()> listener);
  void wake(std::string_view topic) const;
  void wake_all() const;

 private:
  using Listeners = std::vector<std::function<void()>>;
  static void call(const Listeners& listeners);

  mutable std::mutex mutex_;
  std::map<std::string, Listeners, std::less<>> listeners_;
};

}  // namespace db
