#include "db/postgres_wakes.h"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/log.h"
#include "db/errors.h"
#include "db/postgres_connection.h"

namespace db {
namespace {
constexpr int first_pause_ms = 100;
constexpr int longest_pause_ms = 5'000;
constexpr int no_timeout = -1;
constexpr std::string_view channel = "yingda_wake";
}  // namespace

PostgresWakes::PostgresWakes(std::string url, Wakes& wakes)
    : url_(std::move(url)), wakes_(wakes), interrupt_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (interrupt_ < 0) throw Failure("no eventfd can be made");
}

PostgresWakes::~PostgresWakes() {
  stopping_ = true;
  interrupt();
  if (thread_.joinable()) thread_.join();
  ::close(interrupt_);
}

void PostgresWakes::start() {
  std::lock_guard lock(mutex_);
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void PostgresWakes::send(std::string topic) {
  start();
  {
    std::lock_guard lock(mutex_);
    to_send_.insert(std::move(topic));
  }
  interrupt();
}

void PostgresWakes::run() {
  int pause_ms = first_pause_ms;
  while (!stopping_) {
    try {
      PostgresConnection connection(url_);
      connection.run_script("LISTEN " + std::string(channel));
      pause_ms = first_pause_ms;
      wakes_.wake_all();
      serve(connection);
    } catch (const std::exception& fault) {
      if (stopping_) return;
      base::log::warning("db", "wakes between nodes are interrupted: {}", fault.what());
      wait(-1, pause_ms);
      pause_ms = std::min(pause_ms * 2, longest_pause_ms);
    }
  }
}

void PostgresWakes::serve(PostgresConnection& connection) {
  for (;;) {
    send_waiting(connection);
    hear(connection);
    if (stopping_) return;
    wait(PQsocket(connection.handle()), no_timeout);
  }
}

// What cannot be sent now is sent after the reconnection.
void PostgresWakes::send_waiting(PostgresConnection& connection) {
  std::set<std::string> sent;
  {
    std::lock_guard lock(mutex_);
    sent.swap(to_send_);
  }
  try {
    for (const std::string& topic : sent)
      connection.query("SELECT pg_notify(?1, ?2)", {Value(std::string(channel)), Value(topic)});
  } catch (...) {
    std::lock_guard lock(mutex_);
    to_send_.merge(sent);
    throw;
  }
}

// Listeners of this node were woken at its commit, so its own notifications are passed over.
void PostgresWakes::hear(PostgresConnection& connection) {
  if (PQconsumeInput(connection.handle()) != 1) throw Failure("the listening connection was lost");
  while (PGnotify* heard = PQnotifies(connection.handle())) {
    std::unique_ptr<PGnotify, void (*)(void*)> owned(heard, PQfreemem);
    if (heard->be_pid != PQbackendPID(connection.handle())) wakes_.wake(heard->extra);
  }
}

// Returns when the socket has something, after interrupt(), or at the timeout.
void PostgresWakes::wait(int socket, int timeout_ms) {
  pollfd watched[2] = {{.fd = interrupt_, .events = POLLIN, .revents = 0},
                       {.fd = socket, .events = POLLIN, .revents = 0}};
  ::poll(watched, 2, timeout_ms);
  std::uint64_t count = 0;
  if (::read(interrupt_, &count, sizeof count) < 0) return;  // nobody interrupted
}

void PostgresWakes::interrupt() {
  std::uint64_t one = 1;
  if (::write(interrupt_, &one, sizeof one) < 0) return;  // the counter is full: interrupted anyway
}

}  // namespace db
