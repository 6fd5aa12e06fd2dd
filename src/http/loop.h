#pragma once
// One I/O thread: its io_context, the connections that live on it, and their
// deadlines. A connection never leaves its loop, so that it needs no lock.
// Private to the module. post() and wake() may be called from any thread, the rest
// on the loop's own.

#include <array>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <ctime>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace http {

namespace asio = boost::asio;
using Instant = std::chrono::steady_clock::time_point;

// Something that lives on a loop until it leaves it: a connection.
class Member : public std::enable_shared_from_this<Member> {
 public:
  virtual ~Member() = default;
  // Comes a few times in each of the limits' spans; ends what is overdue.
  virtual void tick(Instant now) = 0;
  // Ends as soon as what is in hand has ended.
  virtual void drain() = 0;
  // Ends at once.
  virtual void abort() = 0;

 private:
  friend class Loop;
  std::list<std::shared_ptr<Member>>::iterator place_;
};

// Something that another thread wakes on its loop.
class Wakeable {
 public:
  virtual ~Wakeable() = default;
  virtual void woken() = 0;
};

class Loop {
 public:
  using Executor = asio::io_context::executor_type;

  explicit Loop(std::chrono::milliseconds tick);

  void start();
  // Ends every member and joins the thread.
  void stop();

  asio::io_context& context() { return context_; }
  template <class Task>
  void post(Task&& task) {
    asio::post(context_, std::forward<Task>(task));
  }
  // Many wakings between two turns of the loop cost one post.
  void wake(std::shared_ptr<Wakeable> sleeper);

  void add(const std::shared_ptr<Member>& member);
  void remove(Member& member);
  void drain();

  // The present second for the Date header (RFC 9110 §5.6.7).
  const std::string& date();
  std::string next_trace_id();
  // Room for one read and one write that are over before the handler returns.
  using Room = std::array<char, 64 * 1024>;
  Room& read_room() { return *read_room_; }
  Room& write_room() { return *write_room_; }

 private:
  void schedule_tick();
  void tick();
  void call_woken();

  asio::io_context context_{1};
  asio::executor_work_guard<Executor> work_{context_.get_executor()};
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor> timer_;
  const std::chrono::milliseconds tick_;
  std::thread thread_;
  std::list<std::shared_ptr<Member>> members_;
  std::unique_ptr<Room> read_room_, write_room_;
  std::time_t date_second_ = 0;
  std::string date_;
  std::uint64_t trace_state_;

  std::mutex mutex_;
  std::vector<std::shared_ptr<Wakeable>> woken_;
};

}  // namespace http
