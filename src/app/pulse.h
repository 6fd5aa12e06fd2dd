#pragma once
// Work that is due on this very node again and again, too often for a schedule of jobs:
// calls `beat` about every `interval` on a thread of its own. When it throws, that is
// logged, and it is called again. Owned by the program.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace app {

class Pulse {
 public:
  Pulse(std::string name, std::chrono::milliseconds interval, std::function<void()> beat);
  ~Pulse();  // stops

  void start();
  // Lets the beat in hand end.
  void stop();

 private:
  void run();
  void call();

  const std::string name_;
  const std::chrono::milliseconds interval_;
  const std::function<void()> beat_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace app
