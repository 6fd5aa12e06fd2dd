#include "http/workers.h"

#include <utility>

namespace http {

void Workers::start(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

bool Workers::offer(Task task) {
  {
    std::lock_guard lock(mutex_);
    if (tasks_.size() >= max_waiting_ || stopping_) return false;
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

void Workers::proceed(Task task) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
}

std::size_t Workers::waiting() const {
  std::lock_guard lock(mutex_);
  return tasks_.size();
}

void Workers::stop() {
  std::deque<Task> forgotten;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    forgotten.swap(tasks_);
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::run() {
  for (;;) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (stopping_) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace http
