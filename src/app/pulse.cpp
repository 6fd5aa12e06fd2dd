#include "app/pulse.h"

#include "base/log.h"

namespace app {

Pulse::Pulse(std::string name, std::chrono::milliseconds interval, std::function<void()> beat)
    : name_(std::move(name)), interval_(interval), beat_(std::move(beat)) {}

Pulse::~Pulse() {
  stop();
}

void Pulse::start() {
  thread_ = std::thread([this] { run(); });
}

void Pulse::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Pulse::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    call();
    lock.lock();
    stopped_.wait_for(lock, interval_, [this] { return stopping_; });
  }
}

void Pulse::call() {
  try {
    beat_();
  } catch (const std::exception& fault) {
    base::log::error(name_, "failed, and is tried again: {}", fault.what());
  }
}

}  // namespace app
