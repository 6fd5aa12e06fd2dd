#pragma once
// The worker pool: threads that run handlers, and the bounded queue before them.
// Thread-safe. Private to the module.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace http {

class Workers {
 public:
  using Task = std::function<void()>;

  explicit Workers(std::size_t max_waiting) : max_waiting_(max_waiting) {}
  ~Workers() { stop(); }

  void start(int threads);
  // Queues a new task; false when the queue is full.
  bool offer(Task task);
  // Queues what belongs to a request that is already in hand, full or not.
  void proceed(Task task);
  std::size_t waiting() const;
  // Forgets what waits, and returns when what runs has ended.
  void stop();

 private:
  void run();

  const std::size_t max_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  std::vector<std::thread> threads_;
  bool stopping_ = false;
};

}  // namespace http
