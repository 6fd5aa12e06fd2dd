#include "voice/sip/timers.h"

namespace voice::sip {

TimerId Timers::at(Instant when, std::function<void(Instant)> task) {
  const TimerId timer = ++last_;
  tasks_.emplace(std::pair(when, timer), std::move(task));
  times_.emplace(timer, when);
  return timer;
}

void Timers::cancel(TimerId& timer) {
  if (const auto found = times_.find(timer); found != times_.end()) {
    tasks_.erase({found->second, timer});
    times_.erase(found);
  }
  timer = 0;
}

void Timers::run(Instant now) {
  while (!tasks_.empty() && tasks_.begin()->first.first <= now) {
    const auto due = tasks_.extract(tasks_.begin());
    times_.erase(due.key().second);
    due.mapped()(now);
  }
}

std::optional<Instant> Timers::next() const {
  if (tasks_.empty()) return std::nullopt;
  return tasks_.begin()->first.first;
}

}  // namespace voice::sip
