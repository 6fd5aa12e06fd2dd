#include "http/loop.h"

#include <fmt/format.h>

#include <random>

namespace http {
namespace {

std::uint64_t random_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) | device();
}

// As strftime would write it, but without asking the locale.
std::string http_date(std::time_t second) {
  constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm t{};
  gmtime_r(&second, &t);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(t.tm_wday)], t.tm_mday,
                     months[static_cast<std::size_t>(t.tm_mon)], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

}  // namespace

Loop::Loop(std::chrono::milliseconds tick)
    : timer_(context_),
      tick_(tick),
      read_room_(std::make_unique<Room>()),
      write_room_(std::make_unique<Room>()),
      trace_state_(random_seed()) {}

void Loop::start() {
  schedule_tick();
  thread_ = std::thread([this] { context_.run(); });
}

void Loop::stop() {
  if (!thread_.joinable()) return;
  post([this] {
    while (!members_.empty()) members_.front()->abort();
    timer_.cancel();
    work_.reset();
  });
  thread_.join();
}

void Loop::wake(std::shared_ptr<Wakeable> sleeper) {
  bool first = false;
  {
    std::lock_guard lock(mutex_);
    first = woken_.empty();
    woken_.push_back(std::move(sleeper));
  }
  if (first) post([this] { call_woken(); });
}

void Loop::call_woken() {
  std::vector<std::shared_ptr<Wakeable>> woken;
  {
    std::lock_guard lock(mutex_);
    woken.swap(woken_);
  }
  for (auto& sleeper : woken) sleeper->woken();
}

void Loop::add(const std::shared_ptr<Member>& member) {
  member->place_ = members_.insert(members_.end(), member);
}

void Loop::remove(Member& member) {
  members_.erase(member.place_);
}

void Loop::drain() {
  for (auto next = members_.begin(); next != members_.end();) {
    auto member = *next++;
    member->drain();
  }
}

void Loop::schedule_tick() {
  timer_.expires_after(tick_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) tick();
  });
}

// Deadlines are plain instants that each tick compares: a timer for each of ten
// thousand connections would cost more than all of them together.
void Loop::tick() {
  auto now = std::chrono::steady_clock::now();
  for (auto next = members_.begin(); next != members_.end();) {
    auto member = *next++;
    member->tick(now);
  }
  if (work_.owns_work()) schedule_tick();
}

const std::string& Loop::date() {
  if (auto now = std::time(nullptr); now != date_second_) {
    date_second_ = now;
    date_ = http_date(now);
  }
  return date_;
}

std::string Loop::next_trace_id() {
  // splitmix64: distinct for 2^64 requests; it names a request and protects nothing.
  std::uint64_t z = (trace_state_ += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return fmt::format("{:016x}", z ^ (z >> 31));
}

}  // namespace http
